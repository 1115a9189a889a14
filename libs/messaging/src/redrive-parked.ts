import { LONGEST_REDRIVE_SECONDS } from '@peaje/contracts';
import { placeOfDeadLetter } from './dead-letter-id.js';
import type { SqlDatabase } from './outbox.sql.js';
import {
  headOfLine,
  lengthOfLine,
  linesByCode,
  linesOfKey,
  readParked,
  unparkedByCode,
  type Line,
  type ParkedRecord,
  type Place,
} from './redrive.sql.js';
import { notFound, notTheHead, type Actor, type LineReport, type Redrives } from './redrives.js';

/** One dead letter; all that waits under a key; everything whose first dead letter has a code. */
export type Selection =
  | { readonly deadLetterId: string }
  | { readonly topic: string; readonly key: string }
  | { readonly code: string };

export interface RedriveCommand extends Actor {
  readonly selection: Selection;
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** Finds what an operator means, and redrives it line by line. A line that stops does not stop the others. */
export class RedriveParked {
  constructor(
    private readonly database: SqlDatabase,
    private readonly redrives: Redrives,
  ) {}

  /** @throws Refusal not-found, not-the-head */
  async execute({ selection, dryRun, ...actor }: RedriveCommand): Promise<LineReport[]> {
    if ('deadLetterId' in selection) return [await this.one(selection.deadLetterId, dryRun, actor)];
    const until = performance.now() + LONGEST_REDRIVE_SECONDS * 1_000;
    const lines = await this.linesOf(selection);
    const singles = 'code' in selection ? await unparkedByCode(this.database, selection.code) : [];
    if (lines.length + singles.length === 0) throw notFound();
    const reports: LineReport[] = [];
    for (const line of lines)
      reports.push(
        dryRun || performance.now() > until
          ? await this.untouched(line)
          : await this.redrives.line(line, actor, until),
      );
    for (const place of singles)
      reports.push(
        dryRun || performance.now() > until ? aSingle(place) : await this.redrives.single(place, actor),
      );
    return reports;
  }

  private linesOf(selection: Exclude<Selection, { deadLetterId: string }>): Promise<Line[]> {
    return 'code' in selection
      ? linesByCode(this.database, selection.code)
      : linesOfKey(this.database, selection.topic, Buffer.from(selection.key));
  }

  private async one(id: string, dryRun: boolean, actor: Actor): Promise<LineReport> {
    const place = placeOfDeadLetter(id);
    const record = place && (await readParked(this.database, place));
    if (!record) throw notFound();
    const line = lineOf(record);
    if (!line) return dryRun ? aSingle(record) : this.redrives.single(record, actor);
    if (!dryRun) return this.redrives.head(line, record, actor);
    const [head] = await headOfLine(this.database, line, 1);
    if (head?.offset !== record.offset) throw notTheHead();
    return { ...line, redriven: 0, left: 1, stoppedBy: null };
  }

  private async untouched(line: Line): Promise<LineReport> {
    return { ...line, redriven: 0, left: await lengthOfLine(this.database, line), stoppedBy: null };
  }
}

const lineOf = ({ topic, partition, key, line }: ParkedRecord): Line | undefined =>
  line && key !== null ? { topic, partition, key } : undefined;

const aSingle = ({ topic, partition, key = null }: Place & { readonly key?: Buffer | null }): LineReport => ({
  topic,
  partition,
  key,
  redriven: 0,
  left: 1,
  stoppedBy: null,
});
