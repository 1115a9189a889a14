import { newId, SystemClock } from '@peaje/kernel';
import { MemoryDebts } from './bank.memory.js';
import type { DebtState, StoredDebt } from './debts.js';
import { RecoverDebt } from './recover-debt.handler.js';

const debt: StoredDebt = {
  id: newId(),
  accountId: 'acc_rich',
  cardToken: 'card_rich',
  merchantId: 'm_toll_road',
  amountMinor: 390n,
  currency: 'EUR',
  reason: 'insufficient-funds',
  incurredAt: '2026-11-22T10:00:00.000Z',
  recoveredAt: null,
  cancelledAt: null,
};
const holding = (balanceMinor: bigint) =>
  ({ id: 'acc_rich', status: 'open', currency: 'EUR', balanceMinor }) as const;

const recovery = { debtId: debt.id, callerId: 'bank', idempotencyKey: 'key-1' };

const given = (state: Partial<DebtState>) => {
  const debts = new MemoryDebts({ debt, account: holding(390n), ...state });
  return { stored: debts.keys.postings, recover: new RecoverDebt(debts, new SystemClock()) };
};

describe('the recovery of a debt', () => {
  it('moves the amount from the holder to the merchant', async () => {
    const { stored, recover } = given({});
    const { created, value } = await recover.execute(recovery);
    expect(created).toBe(true);
    expect(value).toEqual({
      id: `${debt.id}.debt-recovery`,
      kind: 'debt-recovery',
      chargeId: debt.id,
      from: 'acc_rich',
      to: 'm_toll_road',
      amountMinor: 390n,
      currency: 'EUR',
      at: expect.any(String),
    });
    expect(stored).toEqual([value]);
  });

  it('with the same key again is the same posting; with another key it is refused', async () => {
    const { stored, recover } = given({});
    const first = await recover.execute(recovery);
    expect(await recover.execute(recovery)).toEqual({ ...first, created: false });
    await expect(recover.execute({ ...recovery, idempotencyKey: 'key-2' })).rejects.toMatchObject({
      code: 'already-recovered',
    });
    expect(stored).toHaveLength(1);
  });

  it('is refused when its key was used for another debt', async () => {
    const { recover } = given({});
    await recover.execute(recovery);
    await expect(recover.execute({ ...recovery, debtId: newId() })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
      field: 'Idempotency-Key',
    });
  });

  it.each<[string, Partial<DebtState>, string]>([
    ['a cent short', { account: holding(389n) }, 'insufficient-funds'],
    ['without its account', { account: undefined }, 'insufficient-funds'],
    ['an unknown debt', { debt: undefined }, 'not-found'],
    [
      'recovered before, without money',
      { debt: { ...debt, recoveredAt: debt.incurredAt }, account: holding(0n) },
      'already-recovered',
    ],
  ])('%s: refused, and nothing moves', async (_name, state, code) => {
    const { stored, recover } = given(state);
    await expect(recover.execute(recovery)).rejects.toMatchObject({ code });
    expect(stored).toEqual([]);
  });

  it('an id that is no UUID names no debt', async () => {
    const { recover } = given({});
    await expect(recover.execute({ ...recovery, debtId: 'nonsense' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
