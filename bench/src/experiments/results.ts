import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Spread, spreadOf } from '../measure/spread.js';
import type { Experiment } from './experiment.js';

interface Line {
  readonly experiment: string;
  readonly arm: string;
  readonly round: number;
  readonly sample: unknown;
}

/** All samples of a run. With a file, a later run goes on where this one ended. */
export class Results {
  private lines: Line[];

  private constructor(
    private readonly file: string | null,
    lines: readonly Line[],
  ) {
    this.lines = [...lines];
  }

  static of(lines: readonly Line[]): Results {
    return new Results(null, lines);
  }

  static inFile(file: string): Results {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    return new Results(
      file,
      lines.map((line) => JSON.parse(line) as Line),
    );
  }

  has(experiment: string, arm: string, round: number): boolean {
    return this.lines.some(
      (line) => line.experiment === experiment && line.arm === arm && line.round === round,
    );
  }

  add(line: Line): void {
    this.lines.push(line);
    this.store();
  }

  /** An arm that broke an invariant reports nothing. */
  forget(isBroken: (line: Line) => boolean): void {
    this.lines = this.lines.filter((line) => !isBroken(line));
    this.store();
  }

  /** Whole or not at all: a run may be killed at any time. */
  private store(): void {
    if (this.file === null) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.part`, this.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    renameSync(`${this.file}.part`, this.file);
  }

  samples<Sample>({ name }: Experiment<Sample, never>, arm: string): Sample[] {
    const lines = this.lines.filter((line) => line.experiment === name && line.arm === arm);
    return lines.map(({ sample }) => sample as Sample);
  }

  /** Null when the arm has reported nothing. */
  spread<Sample>(
    experiment: Experiment<Sample, never>,
    arm: string,
    pick: (sample: Sample) => number,
  ): Spread | null {
    const samples = this.samples(experiment, arm);
    return samples.length === 0 ? null : spreadOf(samples.map(pick));
  }

  /** Everything, for the file of the results. */
  get measured(): readonly Line[] {
    return this.lines;
  }
}
