import type { ChargeView } from '@peaje/contracts';
import { balanceOf, postingsOf } from '../services/bank.js';
import { chargeIn } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import type { Told } from '../charges/load.js';

/** What somebody was told, and what became of it. */
export interface Followed extends Told {
  readonly charge: ChargeView;
}

export const MERCHANTS = ['m_corner_shop', 'm_toll_road'];

/** Of the accounts of these cards, and of the merchants. */
export async function balances(cards: readonly SeededCard[]): Promise<Map<string, bigint>> {
  const ids = [...cards.map(({ accountId }) => accountId), ...MERCHANTS];
  return new Map(await Promise.all(ids.map(async (id) => [id, await balanceOf(id)] as const)));
}

export const approvedOf = (followed: readonly Followed[]): Followed[] =>
  followed.filter(({ charge }) => charge.status === 'approved');

const sumOf = (charges: readonly Followed[]): bigint =>
  charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

/** What a till was told stays so; that the bank did the same is what `settled` waits for. */
export function expectAgreement(followed: readonly Followed[]): void {
  const shops = followed.filter(({ as }) => as === 'shop');
  for (const { answer, charge } of shops)
    expect([charge.id, charge.status]).toEqual([charge.id, chargeIn(answer).status]);
  const tolls = followed.filter(({ as }) => as === 'toll');
  expect(new Set(tolls.map(({ charge }) => charge.status))).toEqual(new Set(['approved']));
}

/** No cent is lost, and none is taken twice. */
export async function expectMoneyMoved(
  cards: readonly SeededCard[],
  before: ReadonlyMap<string, bigint>,
  followed: readonly Followed[],
): Promise<void> {
  const after = await balances(cards);
  const moved = (id: string): bigint => (after.get(id) ?? 0n) - (before.get(id) ?? 0n);
  const approved = approvedOf(followed);
  for (const { accountId } of cards)
    expect([accountId, moved(accountId)]).toEqual([
      accountId,
      -sumOf(approved.filter(({ card }) => card.accountId === accountId)),
    ]);
  for (const merchant of MERCHANTS)
    expect([merchant, moved(merchant)]).toEqual([
      merchant,
      sumOf(approved.filter(({ charge }) => charge.merchantId === merchant)),
    ]);
  expect([...after.keys()].reduce((sum, id) => sum + moved(id), 0n)).toBe(0n);
}

/** An approved charge has one posting, a reversed one two, any other none. */
export async function expectPostings(
  cards: readonly SeededCard[],
  followed: readonly Followed[],
): Promise<void> {
  for (const { accountId } of cards) {
    const postings = await postingsOf(accountId);
    for (const { charge, amountMinor } of followed.filter(({ card }) => card.accountId === accountId)) {
      const found = postings.filter(({ chargeId }) => chargeId === charge.id);
      const expected =
        { debited: ['charge'], reversed: ['charge', 'reversal'] }[charge.ledger as string] ?? [];
      expect([charge.id, found.map(({ kind }) => kind).sort()]).toEqual([charge.id, expected]);
      for (const { kind, from, to, amount } of found) {
        const sides = [accountId, charge.merchantId];
        expect([from, to]).toEqual(kind === 'charge' ? sides : sides.reverse());
        expect(BigInt(amount.value)).toBe(amountMinor);
      }
    }
  }
}
