import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Judgement } from './judge.js';

export interface Told extends Judgement {
  readonly producer: string;
  readonly faults: number;
}

/** What `npm run chaos` found, a line a producer. */
export function writeReport(file: string, told: readonly Told[]): void {
  const lines = told.map(
    ({ producer, faults, acknowledged, lost, doubled, outOfOrder }) =>
      `| ${producer} | ${faults} | ${acknowledged} | ${lost} | ${doubled} | ${outOfOrder} |`,
  );
  const text = [
    '# Leaders taken away under load',
    '',
    'Written by `npm run chaos`: 64 writers append to four partitions of three replicas while whoever leads one of them is',
    'stopped (SIGTERM) and killed (SIGKILL) in turn. Then two clients that share no code read the whole log, which must agree.',
    'Lost: Kafka was said to have it, and has not.',
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
