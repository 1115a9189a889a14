import { SystemClock } from '@peaje/kernel';
import { MemoryPostings } from './bank.memory.js';
import { DepositMoney } from './deposit-money.handler.js';
import type { Account } from './ledger.js';

const account = (id: string): [string, Account] => [
  id === 'bank' ? 'bank bank' : `holder ${id}`,
  { id, status: 'open', currency: 'EUR', balanceMinor: 0n },
];

const order = {
  accountId: 'acc_rich',
  callerId: 'bank',
  idempotencyKey: 'key-1',
  amount: { value: '500', currency: 'EUR' as const },
};

const given = () => {
  const postings = new MemoryPostings(new Map(['bank', 'acc_rich', 'acc_other'].map(account)));
  return { stored: postings.keys.postings, deposit: new DepositMoney(postings, new SystemClock()) };
};

describe('a deposit', () => {
  it('moves money from the bank to the account', async () => {
    const { stored, deposit } = given();
    const { created, value } = await deposit.execute(order);
    expect(created).toBe(true);
    expect(value).toEqual({
      id: expect.stringMatching(/\.deposit$/),
      kind: 'deposit',
      chargeId: null,
      from: 'bank',
      to: 'acc_rich',
      amountMinor: 500n,
      currency: 'EUR',
      at: expect.any(String),
    });
    expect(stored).toEqual([value]);
  });

  it('with the same key again is the same posting', async () => {
    const { stored, deposit } = given();
    const first = await deposit.execute(order);
    expect(await deposit.execute(order)).toEqual({ ...first, created: false });
    expect(stored).toHaveLength(1);
  });

  it.each([{ accountId: 'acc_other' }, { amount: { value: '501', currency: 'EUR' as const } }])(
    'is refused when its key was used for another deposit: %j',
    async (change) => {
      const { deposit } = given();
      await deposit.execute(order);
      await expect(deposit.execute({ ...order, ...change })).rejects.toMatchObject({
        code: 'idempotency-key-reused',
        field: 'Idempotency-Key',
      });
    },
  );

  it.each(['acc_nobody', 'bank'])('to %s is refused and leaves its key free', async (accountId) => {
    const { stored, deposit } = given();
    await expect(deposit.execute({ ...order, accountId })).rejects.toMatchObject({ code: 'not-found' });
    expect(stored).toEqual([]);
    expect(await deposit.execute(order)).toMatchObject({ created: true });
  });
});
