import { load } from '../load/load.js';
import type { LoadResult } from '../load/order.js';
import { postPassages } from '../load/passages.js';
import { booksOfDebit, judged } from '../money/books.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { orderFor } from './purchases.js';

interface BehindSample {
  readonly p99: number;
  /** The share of purchases that were approved. */
  readonly approved: number;
  readonly kinds: LoadResult['kinds'];
}

const CALLERS = 16;
const PASSAGES = { quick: 10_000, full: 100_000 };

/** Purchases while the bank works off passages that waited for it, and without them. */
export const behind: Experiment<BehindSample> = {
  name: 'behind',
  inQuick: false,
  arms: () => ['peaje-waiting', 'peaje-none'],
  rounds: ({ name }) => (name === 'quick' ? 1 : 3),
  async measure(bench, arm) {
    // Passages of earlier rows may still wait for their decisions.
    await bench.arm('peaje-pair').start();
    const passages = arm === 'peaje-waiting' ? PASSAGES[bench.effort.name] : 0;
    return judged(booksOfDebit, () => buyBehind(bench, passages));
  },
};

async function buyBehind(bench: Bench, passages: number) {
  const { stack, effort } = bench;
  await stack.runOnly(['pos']);
  const url = stack.info.services['pos']![0]!.url;
  await postPassages(url, passages);
  await stack.runOnly(['pos', 'debit']);
  const order = orderFor(url, { callers: CALLERS, seconds: effort.seconds });
  const { p99, kinds, answers } = await load(order, { acceptsAll: true });
  await bench.arm('peaje-pair').start();
  const approved = kinds['201 approved'] ?? 0;
  return { p99, approved: approved / answers, kinds, charges: passages + approved };
}
