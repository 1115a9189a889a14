import { chargeTopics, topics } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import type { SeededCard } from '../charges/cards.js';
import { endOffsets, recordsIn } from '../kafka/log-reader.js';
import { phoneOf } from '../services/bank.js';
import { chains, entriesOf, noticesOf, textsTo } from '../services/downstream.js';
import { approvedOf, type SettledCall } from './reconciled-money.js';

const TOPICS_OF_AUDIT = topics.filter(({ groups }) => groups.includes('audit')).map(({ name }) => name);
/** The provider reports a delivery once: when sms was dead at that moment, the notice stays `sent`. */
const FINAL_STATUSES = new Set(['sent', 'delivered', 'unresolved']);

/** How many texts the phone of each account has got. */
export const textCounts = async (cards: readonly SeededCard[]): Promise<Map<string, number>> =>
  new Map(
    await Promise.all(
      cards.map(async ({ accountId }) => {
        const texts = await textsTo(await phoneOf(accountId));
        return [accountId, texts.length] as const;
      }),
    ),
  );

/** audit has every record of its topics exactly once. */
export const auditHasCaughtUp = (withinMs: number): Promise<void> =>
  eventually(
    'audit has caught up',
    async () => {
      const written = recordsIn(await endOffsets(), TOPICS_OF_AUDIT);
      const recorded = (await chains()).reduce((sum, { seq }) => sum + BigInt(seq), 0n);
      expect(recorded).toBe(written);
    },
    withinMs,
  );

/** audit has every record of its topics exactly once, and both sides of every charge. */
export async function expectEveryRecordAudited(
  calls: readonly SettledCall[],
  withinMs: number,
): Promise<void> {
  await auditHasCaughtUp(withinMs);
  for (const { charge } of calls) {
    const recorded = new Set((await entriesOf(charge.id)).map(({ topic }) => topic));
    const { requests, outcomes } = chargeTopics[charge.kind];
    expect({ id: charge.id, topics: [...recorded].sort() }).toEqual({
      id: charge.id,
      topics: [outcomes.name, requests.name],
    });
  }
}

/**
 * Each holder gets one SMS at most for each approved charge. Gives the number of notices, and the number of those that
 * an operator has to resolve.
 */
export async function expectOneTextANotice(
  cards: readonly SeededCard[],
  before: ReadonlyMap<string, number>,
  calls: readonly SettledCall[],
  withinMs: number,
): Promise<{ notices: number; unresolved: number }> {
  const notices = await eventually(
    'every notice has a final status',
    async () => {
      const all = await Promise.all(approvedOf(calls).map(({ charge }) => noticesOf(charge.id)));
      expect(all.map((some) => some.map(({ template }) => template))).toEqual(all.map(() => ['approved']));
      const flat = all.flat();
      expect(flat.filter(({ status }) => !FINAL_STATUSES.has(status))).toEqual([]);
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
  const repeated = [...texts].filter(([, times]) => times > 1);
  expect(repeated).toEqual([]);
  expect(texts.size).toBeGreaterThanOrEqual(notices.length - unresolved);
  expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
  return { notices: notices.length, unresolved };
}
