import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Effort } from '../experiments/bench.js';
import type { Results } from '../experiments/results.js';
import type { Machine } from '../measure/machine.js';
import type { Ratio } from '../rows/row.js';

const FOLDER = join(import.meta.dirname, '../../results');
/** The samples of an unfinished run. */
export const stateFile = ({ name }: Effort): string => join(FOLDER, `unfinished-${name}.jsonl`);

/** `bench/results/<date>.json` */
export interface ResultFile {
  readonly date: string;
  readonly effort: Effort['name'];
  readonly machine: Machine;
  readonly ratios: readonly Ratio[];
  readonly measured: Results['measured'];
}

/** Returns the path. A run of some rows never replaces that of all. */
export function writeResult(
  effort: Effort,
  machine: Machine,
  isWhole: boolean,
  ratios: readonly Ratio[],
  measured: Results['measured'],
): string {
  const date = new Date().toISOString();
  const result: ResultFile = { date, effort: effort.name, machine, ratios, measured };
  mkdirSync(FOLDER, { recursive: true });
  const parts = [
    date.slice(0, 10),
    ...(effort.name === 'quick' ? ['quick'] : []),
    ...(isWhole ? [] : ['part']),
  ];
  const file = join(FOLDER, `${parts.join('-')}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

/** The newest result of all rows; a full one before a quick one. @throws when there is none */
export function newestResult(): ResultFile {
  const names = readdirSync(FOLDER)
    .filter((name) => /^\d{4}-.*\.json$/.test(name) && !name.includes('part'))
    .sort();
  const newest = names.findLast((name) => !name.includes('quick')) ?? names.at(-1);
  if (newest === undefined) throw new Error('there is no result yet: npm run bench');
  return JSON.parse(readFileSync(join(FOLDER, newest), 'utf8')) as ResultFile;
}
