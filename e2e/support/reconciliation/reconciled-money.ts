import type { ChargeView } from '@peaje/contracts';
import { chargeIn } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import type { AnsweredCall } from '../charges/load.js';
import { balanceOf, postingsOf } from '../services/bank.js';

/** A call that was answered, and its charge once it is settled. */
export interface SettledCall extends AnsweredCall {
  readonly charge: ChargeView;
}

const MERCHANTS = ['m_corner_shop', 'm_toll_road'];

/** The balances of the accounts of these cards, and of the merchants. */
export async function balances(cards: readonly SeededCard[]): Promise<Map<string, bigint>> {
  const ids = [...cards.map(({ accountId }) => accountId), ...MERCHANTS];
  return new Map(await Promise.all(ids.map(async (id) => [id, await balanceOf(id)] as const)));
}

export const approvedOf = (calls: readonly SettledCall[]): SettledCall[] =>
  calls.filter(({ charge }) => charge.status === 'approved');

const sumOf = (calls: readonly SettledCall[]): bigint =>
  calls.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

/** A till's answer stands; that the bank's ledger agrees is the condition that `settled` waits for. */
export function expectAnswersStand(calls: readonly SettledCall[]): void {
  const shops = calls.filter(({ as }) => as === 'shop');
  for (const { answer, charge } of shops) {
    const { id, status } = chargeIn(answer);
    expect({ id: charge.id, status: charge.status }).toEqual({ id, status });
  }
  const tolls = calls.filter(({ as }) => as === 'toll');
  expect(new Set(tolls.map(({ charge }) => charge.status))).toEqual(new Set(['approved']));
}

/** No cent is lost, and none is taken twice. */
export async function expectMoneyMoved(
  cards: readonly SeededCard[],
  before: ReadonlyMap<string, bigint>,
  calls: readonly SettledCall[],
): Promise<void> {
  const after = await balances(cards);
  const moved = (id: string): bigint => (after.get(id) ?? 0n) - (before.get(id) ?? 0n);
  const approved = approvedOf(calls);
  for (const { accountId } of cards) {
    const paid = sumOf(approved.filter(({ card }) => card.accountId === accountId));
    expect({ accountId, moved: moved(accountId) }).toEqual({ accountId, moved: -paid });
  }
  for (const merchant of MERCHANTS) {
    const earned = sumOf(approved.filter(({ charge }) => charge.merchantId === merchant));
    expect({ merchant, moved: moved(merchant) }).toEqual({ merchant, moved: earned });
  }
  expect([...after.keys()].reduce((sum, id) => sum + moved(id), 0n)).toBe(0n);
}

const POSTINGS: Readonly<Record<string, readonly string[]>> = {
  debited: ['charge'],
  reversed: ['charge', 'reversal'],
};

/** An approved charge has one posting, a reversed one two, any other none. */
export async function expectPostings(
  cards: readonly SeededCard[],
  calls: readonly SettledCall[],
): Promise<void> {
  for (const { accountId } of cards) {
    const postings = await postingsOf(accountId);
    for (const { charge, amountMinor } of calls.filter(({ card }) => card.accountId === accountId)) {
      const own = postings.filter(({ chargeId }) => chargeId === charge.id);
      expect({ id: charge.id, postings: own.map(({ kind }) => kind).sort() }).toEqual({
        id: charge.id,
        postings: POSTINGS[charge.ledger as string] ?? [],
      });
      for (const { kind, from, to, amount } of own) {
        const [payer, payee] = [accountId, charge.merchantId];
        expect({ from, to }).toEqual(
          kind === 'charge' ? { from: payer, to: payee } : { from: payee, to: payer },
        );
        expect(BigInt(amount.value)).toBe(amountMinor);
      }
    }
  }
}
