import type { ProgramArm } from '../arms/program-arm.js';
import { administratorUrl } from '@peaje/testing/outside';
import { postPassages } from '../load/passages.js';
import { usageOf } from '../measure/processes.js';
import { booksOfPair, judged } from '../money/books.js';
import { endProgram } from '../stack/programs.js';
import { runSql } from '../stack/sql.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { fill } from './fill.js';
import { type DrainSample, rateOf } from './rate.js';
import { until } from './until.js';

/** How many records wait when the worker starts: the same time for each, more or less. */
const WAITING: Readonly<Record<string, number>> = {
  'peaje-pair': 15_000,
  stock: 150,
  'stock-concurrent': 300,
  'hand-written': 600,
  'batch-naive': 1_000,
  bare: 10_000,
};

/** Charges that wait on Kafka while the bank is down: how fast it decides them, and pos applies the outcomes. */
export const drain: Experiment<DrainSample> = {
  name: 'drain',
  inQuick: true,
  arms: (effort) => [
    'peaje-pair',
    'stock',
    'stock-concurrent',
    'bare',
    ...(effort === 'full' ? ['hand-written', 'batch-naive'] : []),
  ],
  measure: (bench, name) => {
    const count = (WAITING[name] ?? 0) * bench.effort.scale;
    if (name === 'peaje-pair') return judged(booksOfPair, () => drainPeaje(bench, count));
    const arm = bench.programArm(name);
    return judged(
      () => arm.books(),
      () => drainProgram(bench, arm, count),
    );
  },
};

const drainPeaje = (bench: Bench, count: number): Promise<DrainSample> =>
  drainPassages(bench, count, ['pos', 'debit'], posAwaitsNoOutcome);

/** Passages wait on Kafka while pos runs alone. Then these services run, and nothing else of Peaje. */
export async function drainPassages(
  { stack, topics }: Bench,
  count: number,
  services: Parameters<Bench['stack']['runOnly']>[0],
  isAtRest: () => Promise<boolean>,
): Promise<DrainSample> {
  await stack.runOnly(['pos']);
  const decidedBefore = await topics.records('passages.decided');
  const requestedAfter = (await topics.records('passages.requested')) + count;
  await postPassages(stack.info.services['pos']![0]!.url, count);
  await until(async () => (await topics.records('passages.requested')) >= requestedAfter);
  const starting = stack.runOnly(services);
  const sample = await rateOf(count, {
    decided: async () => (await topics.records('passages.decided')) - decidedBefore,
    isAtRest,
    usage: () => usageOf(stack.processes()),
  });
  await starting;
  return sample;
}

async function posAwaitsNoOutcome(): Promise<boolean> {
  const [row] = await runSql<{ none: boolean }>(
    administratorUrl('pos'),
    'SELECT NOT EXISTS (SELECT FROM charge WHERE confirm_by IS NOT NULL) AS none',
  );
  return row!.none;
}

async function drainProgram(bench: Bench, arm: ProgramArm, count: number): Promise<DrainSample> {
  const { stack, topics } = bench;
  await stack.runOnly([]);
  const { passages, decided } = arm.topicNames;
  await fill(topics.brokers, passages, count);
  const decidedBefore = await topics.records(decided);
  const { child } = await arm.startProgram('worker');
  try {
    const processes = { ...stack.processes(), worker: [child.pid!] };
    const sample = await rateOf(count, {
      decided: async () => (await topics.records(decided)) - decidedBefore,
      isAtRest: () => Promise.resolve(true),
      usage: () => usageOf(processes),
    });
    await arm.untilRead();
    return sample;
  } finally {
    await endProgram(child);
  }
}
