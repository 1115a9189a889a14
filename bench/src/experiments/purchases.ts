import type { RunningArm } from '../arms/arm.js';
import { load } from '../load/load.js';
import type { LoadOrder, LoadResult } from '../load/order.js';
import { type Counts, countedBetween, readCounts } from '../measure/counts.js';
import { judge } from '../money/books.js';
import { usageOf, type Usage, usedBetween } from '../measure/processes.js';
import { MERCHANTS } from '../stack/bench-stack.js';
import { CROWD } from '../stack/crowd.js';

/** Callers of one kind at a running arm, until everything is at rest again. */
export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly charges: number;
  /** From the first request until the last lag was 0. */
  readonly seconds: number;
  /** CPU milliseconds a charge, by process. */
  readonly cpu: Usage;
  /** Counts a charge. */
  readonly counts: Counts;
}

type Callers = Pick<LoadOrder, 'callers' | 'seconds'> & Partial<LoadOrder>;

export const orderFor = (url: string, callers: Callers): LoadOrder => ({
  url,
  kind: 'shop',
  crowd: CROWD,
  merchants: MERCHANTS,
  ...callers,
});

export async function warmUp(arm: RunningArm, callers: Callers): Promise<void> {
  await load(orderFor(arm.url, callers));
  await arm.untilAtRest();
}

export async function measurePurchases(arm: RunningArm, callers: Callers): Promise<Measured> {
  const books = await arm.books();
  const [usedBefore, countedBefore] = [usageOf(arm.processes), await readCounts(arm.metricUrls)];
  const startedMs = performance.now();
  const result = await load(orderFor(arm.url, callers));
  await arm.untilAtRest();
  const seconds = (performance.now() - startedMs) / 1_000;
  const used = usedBetween(usedBefore, usageOf(arm.processes));
  const counted = countedBetween(countedBefore, await readCounts(arm.metricUrls));
  judge(books, await arm.books(), result.answers);
  return {
    ...summary(result),
    seconds,
    cpu: each(used, result.answers),
    counts: each(counted, result.answers),
  };
}

const summary = ({ perSecond, p50, p95, p99, answers: charges }: LoadResult) => ({
  perSecond,
  p50,
  p95,
  p99,
  charges,
});

const each = <Of extends object>(total: Of, charges: number): Of =>
  Object.fromEntries(Object.entries(total).map(([name, value]) => [name, Number(value) / charges])) as Of;

/** CPU milliseconds a charge of everything but fake-twilio, which stands for the SMS provider. */
export const cpuOf = ({ cpu }: Measured): number =>
  Object.entries(cpu).reduce((sum, [name, ms]) => (name === 'fake-twilio' ? sum : sum + ms), 0);
