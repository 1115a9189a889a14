import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RouteRun } from './run.js';

/** The report of `npm run fuzz`, one line for each route. */
export function writeReport(
  file: string,
  { seed, runs }: { seed: number; runs: ReadonlyMap<string, RouteRun> },
): void {
  const all = [...runs.values()];
  const sum = (of: (run: RouteRun) => number) => all.reduce((total, run) => total + of(run), 0);
  const lines = [...runs].map(([name, { sent, byStatus, tookMs, failures }]) => {
    const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
    return `| \`${name}\` | ${sent} | ${statuses.join(', ')} | ${(tookMs / 1000).toFixed(1)} | ${failures.length} |`;
  });
  const text = [
    '# Generated requests',
    '',
    '`npm run fuzz` writes this page: requests made from `contracts/openapi.yaml`, right, almost right and nonsense.',
    'A failure is a 5xx, or an answer that the document does not have.',
    '',
    `- ${new Date().toISOString().slice(0, 10)}, seed ${seed} (\`PEAJE_FUZZ_SEED\`)`,
    `- ${sum(({ sent }) => sent)} requests, ${sum(({ failures }) => failures.length)} failures, ${(sum(({ tookMs }) => tookMs) / 1000).toFixed(0)} s`,
    '',
    '| route | sent | by status | seconds | failures |',
    '| --- | --: | --- | --: | --: |',
    ...lines,
    '',
  ];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text.join('\n'));
}
