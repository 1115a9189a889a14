import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Judgement } from './judge.js';

export interface JudgedRun extends Judgement {
  readonly producer: string;
  readonly faults: number;
}

/** The report of `npm run chaos`, one line for each producer. */
export function writeReport(file: string, runs: readonly JudgedRun[]): void {
  const lines = runs.map(
    ({ producer, faults, acknowledged, lost, doubled, outOfOrder }) =>
      `| ${producer} | ${faults} | ${acknowledged} | ${lost} | ${doubled} | ${outOfOrder} |`,
  );
  const text = [
    '# Leaders taken away under load',
    '',
    '`npm run chaos` writes this page. 64 writers append to four partitions of three replicas. Meanwhile the spec takes',
    'leaders of these partitions away: by turns it stops one (SIGTERM) and kills one (SIGKILL). Then two clients that',
    'share no code read the whole log, and must agree. Lost: reported as acknowledged, but not in the log.',
    '',
    `${new Date().toISOString().slice(0, 10)}`,
    '',
    '| producer | leaders taken | acknowledged | lost | doubled | keys out of order |',
    '| --- | --: | --: | --: | --: | --: |',
    ...lines,
    '',
  ];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text.join('\n'));
}
