import { postPassages } from '../load/passages.js';
import { usageOf } from '../measure/processes.js';
import { booksOfPair, judged } from '../money/books.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { type DrainSample, rateOf } from './rate.js';
import { until } from './until.js';

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
  const { stack, topics } = bench;
  await stack.scale('debit', processes);
  await stack.runOnly(['pos']);
  const decidedBefore = await topics.records('passages.decided');
  const requestedAfter = (await topics.records('passages.requested')) + WAITING;
  await postPassages(stack.info.services['pos']![0]!.url, WAITING);
  await until(async () => (await topics.records('passages.requested')) >= requestedAfter);
  const starting = stack.runOnly(['debit']);
  const sample = await rateOf(WAITING, {
    decided: async () => (await topics.records('passages.decided')) - decidedBefore,
    isAtRest: () => Promise.resolve(true),
    usage: () => usageOf(stack.processes()),
  });
  await starting;
  await stack.scale('debit', 1);
  // The judge wants the outcomes in pos, too.
  await bench.arm('peaje-pair').start();
  return sample;
}
