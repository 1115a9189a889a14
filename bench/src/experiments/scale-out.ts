import { booksOfPair, judged } from '../money/books.js';
import type { Bench } from './bench.js';
import { drainPassages } from './drain.js';
import type { Experiment } from './experiment.js';
import type { DrainSample } from './rate.js';

/** So many that the members have long joined when the measurement begins. */
const WAITING = 20_000;
const PROCESSES: Readonly<Record<string, number>> = { 'peaje-one-debit': 1, 'peaje-two-debits': 2 };

/** Charges that wait on Kafka, and nothing but debit to decide them: one process of it, or two. */
export const scaleOut: Experiment<DrainSample> = {
  name: 'scale-out',
  inQuick: false,
  rounds: () => 3,
  arms: () => Object.keys(PROCESSES),
  measure: (bench, arm) => judged(booksOfPair, () => drainWith(bench, PROCESSES[arm]!)),
};

async function drainWith(bench: Bench, processes: number): Promise<DrainSample> {
  await bench.stack.scale('debit', processes);
  const sample = await drainPassages(bench, WAITING, ['debit'], () => Promise.resolve(true));
  await bench.stack.scale('debit', 1);
  // The judge wants the outcomes in pos, too.
  await bench.arm('peaje-pair').start();
  return sample;
}
