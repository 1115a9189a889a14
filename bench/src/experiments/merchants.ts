import { postPassages } from '../load/passages.js';
import { usageOf } from '../measure/processes.js';
import { booksOfPair, judged } from '../money/books.js';
import { OPERATORS, operatorKey } from '../stack/bench-stack.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { type DrainSample, rateOf } from './rate.js';

const COUNT = { quick: 6_000, full: 12_000 };

/** How fast debit decides passages of twenty merchants, of one, and passages that it has decided already. */
export const merchants: Experiment<DrainSample> = {
  name: 'merchants',
  inQuick: false,
  rounds: () => 3,
  arms: () => ['peaje-uniform', 'peaje-hot', 'peaje-again'],
  measure: (bench, arm) => judged(booksOfPair, () => decideOnce(bench, arm)),
};

/** In `peaje-again` the second delivery is measured; the charges are those of the first. */
async function decideOnce(bench: Bench, arm: string): Promise<DrainSample> {
  const { stack, topics, effort } = bench;
  const count = COUNT[effort.name];
  await stack.runOnly(['pos']);
  const before = await topics.ends('passages.requested');
  await post(bench, count, arm === 'peaje-uniform' ? OPERATORS : 1);
  const first = await decide(bench, count);
  if (arm !== 'peaje-again') return first;
  await stack.runOnly(['pos']);
  await topics.readAgain('debit-passages', 'passages.requested', before);
  return decide(bench, count);
}

async function post({ stack }: Bench, count: number, operators: number): Promise<void> {
  const url = stack.info.services['pos']![0]!.url;
  for (let n = 1; n <= operators; n++) await postPassages(url, count / operators, { key: operatorKey(n) });
}

async function decide(bench: Bench, count: number): Promise<DrainSample> {
  const { stack, topics } = bench;
  const before = await topics.records('passages.decided');
  const starting = stack.runOnly(['pos', 'debit']);
  const sample = await rateOf(count, {
    decided: async () => (await topics.records('passages.decided')) - before,
    isAtRest: () => Promise.resolve(true),
    usage: () => usageOf(stack.processes()),
  });
  await starting;
  await topics.untilRead([{ group: 'debit-passages', topics: ['passages.requested'] }]);
  await bench.arm('peaje-pair').start();
  return sample;
}
