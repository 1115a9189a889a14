import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCards } from './support/charges/cards.js';
import { type Counts, countsACharge, readCounts } from './support/costs/counts.js';
import { caughtUp } from './support/kafka/groups.js';
import { noticesOf } from './support/services/downstream.js';

const PURCHASES = 320;
const CALLERS = 16;
/**
 * Counts hold on a busy machine, times do not. A busier machine makes fewer and fuller batches. Each bound is a little
 * above what was counted: a change that makes a charge dearer raises it on purpose, or not at all.
 */
const BOUNDS: Counts = { commits: 9, produceRequests: 2.1, offsetCommits: 3.5, providerCalls: 1.1 };

const cards = seededCards(241, 300);

async function untilAllHaveRead(): Promise<void> {
  await caughtUp('debit', 'charges.requested');
  for (const group of ['pos', 'sms', 'audit']) await caughtUp(group, 'charges.decided');
}

/** A text is sent and reported after the record of its charge was read. */
async function untilDelivered(chargeIds: readonly string[]): Promise<void> {
  for (const id of chargeIds) {
    await eventually(
      `the text of charge ${id} is delivered`,
      async () => expect((await noticesOf(id)).map(({ status }) => status)).toEqual(['delivered']),
      60_000,
    );
  }
}

/** Callers that ask one after another. The ids of their charges. */
async function buy(purchases: number): Promise<string[]> {
  const ids: string[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (next < purchases) {
        const { token } = cards[next++ % cards.length]!;
        ids.push(chargeIn(await chargeAtTill({ token, amountMinor: 1 })).id);
      }
    }),
  );
  return ids;
}

describe('what a charge costs', () => {
  let costs: Counts;

  beforeAll(async () => {
    await untilDelivered(await buy(CALLERS));
    await untilAllHaveRead();
    const before = await readCounts();
    const ids = await buy(PURCHASES);
    await untilAllHaveRead();
    await untilDelivered(ids);
    costs = countsACharge(before, await readCounts(), PURCHASES);
    process.stdout.write(`a charge by ${CALLERS} callers: ${JSON.stringify(costs)}\n`);
  });

  it.each(Object.entries(BOUNDS))('%s: at most %d', (name, bound) => {
    expect(costs[name as keyof Counts]).toBeLessThanOrEqual(bound);
  });

  it('every kind is counted', () => {
    expect(Object.values(costs).every((count) => count > 0)).toBe(true);
  });
});
