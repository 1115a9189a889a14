import { rmSync } from 'node:fs';
import { behind } from './experiments/behind.js';
import { Bench, type Effort } from './experiments/bench.js';
import { ceilings } from './experiments/ceilings.js';
import type { Experiment } from './experiments/experiment.js';
import { decisions } from './experiments/decisions.js';
import { drain } from './experiments/drain.js';
import { files } from './experiments/files.js';
import { grown } from './experiments/grown.js';
import { idle } from './experiments/idle.js';
import { record } from './experiments/record.js';
import { memory } from './experiments/footprint.js';
import { merchants } from './experiments/merchants.js';
import { Results } from './experiments/results.js';
import { runExperiment } from './experiments/run.js';
import { scaleOut } from './experiments/scale-out.js';
import { shop } from './experiments/shop.js';
import { start } from './experiments/start.js';
import { texts } from './experiments/texts.js';
import { toll } from './experiments/toll.js';
import { peajeReconciles } from './money/reconcile.js';
import { readMachine, warningOf } from './measure/machine.js';
import { stateFile, writeResult } from './report/result-file.js';
import { ratioTable } from './report/table.js';
import type { Ratio, Row } from './rows/row.js';
import { ROWS } from './rows/rows.js';

const ORDER: readonly Experiment<unknown>[] = [
  idle,
  shop,
  grown,
  texts,
  record,
  decisions,
  drain,
  scaleOut,
  merchants,
  toll,
  files,
  ceilings,
  behind,
  memory,
];

interface RunOptions {
  readonly effort: Effort;
  /** The ids of the wanted rows; empty: all. */
  readonly only: readonly string[];
  /** Goes on with the samples of an unfinished run. */
  readonly resume: boolean;
}

const say = (text: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};

/** Runs the experiments of the wanted rows on a stack of its own, and prints and writes their ratios. */
export async function runBench({ effort, only, resume }: RunOptions): Promise<void> {
  const rows = only.length === 0 ? ROWS : ROWS.filter(({ id }) => only.includes(id));
  const state = stateFile(effort);
  if (!resume) rmSync(state, { force: true });
  const results = Results.inFile(state);
  const machine = await readMachine();
  const warning = warningOf(machine);
  if (warning) say(warning);
  if (rows.some(({ experiments }) => experiments.includes(start)))
    await runExperiment({ effort, say }, start, results);
  const since = new Date();
  const bench = await Bench.start(effort, say);
  try {
    const isWanted = ({ inQuick }: Experiment<unknown>): boolean =>
      effort.name === 'full' || only.length > 0 || inQuick;
    for (const experiment of experimentsOf(rows).filter(isWanted))
      await runExperiment(bench, experiment, results);
    const hasPeaje = results.measured.some(isOfPeaje);
    if (hasPeaje && !(await peajeReconciles(bench, since))) results.forget(isOfPeaje);
  } finally {
    say('stopping the stack');
    await bench.stop();
  }
  const found = rows.map((row) => ({ id: row.id, ratios: row.ratios(results) }));
  const ratios = found.flatMap((row) => row.ratios).filter((ratio): ratio is Ratio => ratio !== null);
  const silent = found.filter((row) => row.ratios.includes(null)).map(({ id }) => id);
  if (warning) process.stdout.write(`${warning}\n`);
  process.stdout.write(`${ratioTable(ratios)}\n`);
  if (silent.length > 0)
    process.stdout.write(`Not measured, or an arm reported nothing: ${silent.join(', ')}\n`);
  process.stdout.write(`${writeResult(effort, machine, only.length === 0, ratios, results.measured)}\n`);
  rmSync(state, { force: true });
}

const isOfPeaje = ({ arm }: { readonly arm: string }): boolean => arm.startsWith('peaje');

/** Those that leave work behind come last. */
function experimentsOf(rows: readonly Row[]): Experiment<unknown>[] {
  const wanted = new Set<Experiment<unknown>>(rows.flatMap(({ experiments }) => experiments));
  return ORDER.filter((experiment) => wanted.has(experiment));
}
