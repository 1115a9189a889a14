import { type Usage, usedBetween } from '../measure/processes.js';
import { until } from './until.js';

/** The first records warm the programs up. */
const WARM_SHARE = 0.1;

export interface DrainSample {
  /** All of them, those of the warm-up, too. */
  readonly charges: number;
  readonly perSecond: number;
  /** CPU milliseconds a charge, by process. */
  readonly cpu: Usage;
}

interface Progress {
  decided(): Promise<number>;
  isAtRest(): Promise<boolean>;
  usage(): Usage;
}

/** From the first tenth to the last charge. */
export async function rateOf(count: number, { decided, isAtRest, usage }: Progress): Promise<DrainSample> {
  let warm = 0;
  await until(async () => (warm = await decided()) >= count * WARM_SHARE);
  const [startedMs, before] = [performance.now(), usage()];
  await until(async () => (await decided()) >= count && (await isAtRest()));
  const seconds = (performance.now() - startedMs) / 1_000;
  const used = Object.entries(usedBetween(before, usage()));
  const measured = count - warm;
  return {
    charges: count,
    perSecond: measured / seconds,
    cpu: Object.fromEntries(used.map(([name, ms]) => [name, ms / measured])),
  };
}
