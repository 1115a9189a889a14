import { eventually } from '@peaje/testing/outside';
import { phoneOf } from '../services/bank.js';
import type { SeededCard } from '../charges/cards.js';
import { chains, entriesOf, noticesOf, textsTo } from '../services/followers.js';
import { endOffsets, recordsIn } from '../kafka/log-reader.js';
import { approvedOf, type Followed } from './reconciled-money.js';

const TOPICS_OF_AUDIT = ['charges.requested', 'charges.decided', 'operations.performed'];
/** A report that came while sms was dead does not come again: such a text stays `sent`. */
const AT_ITS_END = new Set(['sent', 'delivered', 'unresolved']);

/** How many texts each account's phone has got. */
export const textCounts = async (cards: readonly SeededCard[]): Promise<Map<string, number>> =>
  new Map(
    await Promise.all(
      cards.map(async ({ accountId }) => {
        const texts = await textsTo(await phoneOf(accountId));
        return [accountId, texts.length] as const;
      }),
    ),
  );

/** Audit has every record of its topics exactly once. */
export const auditHasCaughtUp = (withinMs: number): Promise<void> =>
  eventually(
    'audit has caught up',
    async () => {
      const written = recordsIn(await endOffsets(), TOPICS_OF_AUDIT);
      const kept = (await chains()).reduce((sum, { seq }) => sum + BigInt(seq), 0n);
      expect(kept).toBe(written);
    },
    withinMs,
  );

/** Audit has every record of its topics exactly once, and both sides of every charge. */
export async function expectEveryRecordKept(followed: readonly Followed[], withinMs: number): Promise<void> {
  await auditHasCaughtUp(withinMs);
  for (const { charge } of followed) {
    const topics = new Set((await entriesOf(charge.id)).map(({ topic }) => topic));
    expect([charge.id, ...[...topics].sort()]).toEqual([charge.id, 'charges.decided', 'charges.requested']);
  }
}

/**
 * Each holder is told of each approved charge, in one SMS at most. Gives how many notices there are, and how many of them
 * an operator has to look into.
 */
export async function expectOneTextANotice(
  cards: readonly SeededCard[],
  before: ReadonlyMap<string, number>,
  followed: readonly Followed[],
  withinMs: number,
): Promise<{ notices: number; unresolved: number }> {
  const notices = await eventually(
    'every notice is at its end',
    async () => {
      const all = await Promise.all(approvedOf(followed).map(({ charge }) => noticesOf(charge.id)));
      expect(all.map((some) => some.map(({ template }) => template))).toEqual(all.map(() => ['approved']));
      const flat = all.flat();
      expect(flat.filter(({ status }) => !AT_ITS_END.has(status))).toEqual([]);
      return flat;
    },
    withinMs,
  );
  const unresolved = notices.filter(({ status }) => status === 'unresolved').length;
  const texts = new Map<string, number>();
  for (const { accountId } of cards) {
    const all = await textsTo(await phoneOf(accountId));
    const fresh = all.slice(0, all.length - (before.get(accountId) ?? 0));
    for (const text of fresh) texts.set(`${accountId} ${text}`, (texts.get(`${accountId} ${text}`) ?? 0) + 1);
  }
  expect([...texts].filter(([, times]) => times > 1)).toEqual([]);
  expect(texts.size).toBeGreaterThanOrEqual(notices.length - unresolved);
  expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
  return { notices: notices.length, unresolved };
}
