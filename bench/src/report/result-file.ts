import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Effort } from '../experiments/bench.js';
import type { Results } from '../experiments/results.js';
import type { Ratio } from '../rows/row.js';

const FOLDER = join(import.meta.dirname, '../../results');
const LOAD_BEFORE = loadavg()[0] ?? 0;
/** The samples of an unfinished run. */
export const STATE_FILE = join(FOLDER, 'unfinished.jsonl');

/** `bench/results/<date>.json` */
export interface ResultFile {
  readonly date: string;
  readonly effort: Effort['name'];
  readonly machine: {
    readonly cores: number;
    readonly model: string;
    readonly gigabytes: number;
    /** Its load average as the run began. */
    readonly load: number;
  };
  readonly ratios: readonly Ratio[];
  readonly measured: Results['measured'];
}

/** Returns the path. A run of some rows never replaces that of all. */
export function writeResult(
  effort: Effort,
  isWhole: boolean,
  ratios: readonly Ratio[],
  measured: Results['measured'],
): string {
  const date = new Date().toISOString();
  const cores = cpus();
  const machine = {
    cores: cores.length,
    model: cores[0]?.model ?? '',
    gigabytes: Math.round(totalmem() / 2 ** 30),
    load: LOAD_BEFORE,
  };
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
    .filter((name) => name.endsWith('.json') && !name.includes('part'))
    .sort();
  const newest = names.findLast((name) => !name.includes('quick')) ?? names.at(-1);
  if (newest === undefined) throw new Error('there is no result yet: npm run bench');
  return JSON.parse(readFileSync(join(FOLDER, newest), 'utf8')) as ResultFile;
}
