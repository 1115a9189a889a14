import { load } from '../load/load.js';
import { postPassages } from '../load/passages.js';
import { ACCOUNTS } from '../stack/crowd.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { orderFor } from './purchases.js';

interface BehindSample {
  readonly p99: number;
  /** The share of purchases that were approved. */
  readonly approved: number;
}

const CALLERS = 16;
const PASSAGES = { quick: 10_000, full: 100_000 };

/** Purchases while the bank works off passages that waited for it, and without them. */
export const behind: Experiment<BehindSample> = {
  name: 'behind',
  inQuick: false,
  arms: () => ['peaje-waiting', 'peaje-none'],
  rounds: () => 1,
  async measure(bench, arm) {
    const { stack, topics, effort } = bench;
    await stack.runOnly(['pos']);
    if (arm === 'peaje-waiting') {
      await postPassages(stack.info.services['pos']![0]!.url, PASSAGES[effort.name], ACCOUNTS);
    }
    await stack.runOnly(['pos', 'debit']);
    const sample = await buy(bench);
    await topics.untilRead([{ group: 'debit-passages', topics: ['passages.requested'] }]);
    await topics.untilRead([{ group: 'pos-passages', topics: ['passages.decided'] }]);
    return sample;
  },
};

async function buy({ stack, effort }: Bench): Promise<BehindSample> {
  const url = stack.info.services['pos']![0]!.url;
  const order = orderFor(url, { callers: CALLERS, seconds: effort.seconds });
  const { p99, kinds, answers } = await load(order, { acceptsAll: true });
  return { p99, approved: (kinds['201 approved'] ?? 0) / answers };
}
