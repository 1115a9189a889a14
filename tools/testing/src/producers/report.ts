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
    'Written by `npm run chaos`: 64 writers append to four partitions of three replicas while the leader of one of them is',
    'stopped (SIGTERM) and killed (SIGKILL) in turn. Then two clients that share no code read the whole log, and must agree.',
    'Lost: Kafka acknowledged the record, and the log does not have it.',
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
