import { cancellationEvent } from '@peaje/testing';
import { debtView } from '../http/debt-view.js';
import { Bank, passage } from './bank.builders.js';

describe('a declined passage whose debt the bank recovers, and which its gate cancels', () => {
  let bank: Bank;

  beforeAll(async () => (bank = await Bank.open()));
  afterAll(() => bank.database.drop());

  /** A holder with 5.00 EUR who owes 3.90 EUR. */
  async function declinedPassage() {
    const holder = await bank.newHolder();
    const declined = passage(holder, '390');
    const member = bank.member();
    await member.execute([declined]);
    await bank.deposit(holder.accountId, '500');
    const cancel = () => member.execute([cancellationEvent(declined.data)]);
    return { ...holder, declined, id: declined.data.chargeId, member, cancel };
  }

  const typesOf = (outcomes: readonly { type: string }[]) => outcomes.map(({ type }) => type.split('.')[2]);
  const debtsOf = async (accountId: string) =>
    (await bank.debts.list(accountId, { limit: 10 })).map(debtView);
  const kindsOf = async (accountId: string) =>
    (await bank.postings.list({ kind: 'holder', id: accountId }, { limit: 10 }))
      .map(({ kind }) => kind)
      .sort();
  const holdAccount = (id: string) => ({
    sql: 'SELECT FROM account WHERE id = $1 FOR UPDATE',
    values: [id],
  });
  const expectBalancedBooks = async () =>
    expect(await bank.one('SELECT sum(balance_minor)::text AS value FROM account')).toBe('0');
  /** Reruns hide a deadlock, and it costs a second. */
  const expectNoDeadlock = async () =>
    expect(
      await bank.one(
        'SELECT deadlocks::int AS value FROM pg_stat_database WHERE datname = current_database()',
      ),
    ).toBe(0);

  it('the money goes back once, the debt is settled as cancelled, and redelivery repeats the same events', async () => {
    const { accountId, token, declined, id, member, cancel } = await declinedPassage();
    await bank.recover(id);
    expect(await bank.balanceOf(accountId)).toBe('110');

    const outcomes = await cancel();
    expect(typesOf(outcomes)).toEqual(['declined', 'reversed']);
    expect(outcomes[1]).toMatchObject({
      id: `${id}.reversed`,
      data: { amount: { value: '390' }, balanceAfter: { value: '500' } },
    });
    expect(await bank.balanceOf(accountId)).toBe('500');
    expect(await debtsOf(accountId)).toMatchObject([
      { id, status: 'cancelled', recoveredAt: expect.any(String), cancelledAt: outcomes[1]!.time },
    ]);
    expect((await bank.cards.get(token)).deniedSince).toBeNull();

    expect(JSON.stringify(await cancel())).toBe(JSON.stringify(outcomes));
    expect(typesOf(await member.execute([declined]))).toEqual(['declined']);
    await expect(bank.recover(id)).rejects.toMatchObject({ code: 'already-recovered' });
    expect(await kindsOf(accountId)).toEqual(['debt-recovery', 'deposit', 'recovery-reversal']);
    await expectBalancedBooks();
  });

  it('two members handle the cancellation at the same moment: the money goes back once', async () => {
    const { accountId, declined, id } = await declinedPassage();
    await bank.recover(id);
    const cancelled = cancellationEvent(declined.data);
    const both = await Promise.all([bank.member().execute([cancelled]), bank.member().execute([cancelled])]);
    expect(JSON.stringify(both[0])).toBe(JSON.stringify(both[1]));
    expect(await bank.balanceOf(accountId)).toBe('500');
    await expectBalancedBooks();
  });

  it('the recovery is in front of the cancellation: taken and given back', async () => {
    const { accountId, id, cancel } = await declinedPassage();
    const [recovery, cancellation] = await bank.inLine(
      holdAccount(accountId),
      () => bank.recover(id),
      () => cancel(),
    );
    expect(recovery).toMatchObject({ status: 'fulfilled', value: { created: true } });
    expect(cancellation).toMatchObject({ status: 'fulfilled', value: [{}, { id: `${id}.reversed` }] });
    expect(await bank.balanceOf(accountId)).toBe('500');
    expect(await debtsOf(accountId)).toMatchObject([{ status: 'cancelled' }]);
    await expectBalancedBooks();
    await expectNoDeadlock();
  });

  it('the cancellation is in front of the recovery: nothing is owed, and nothing is taken', async () => {
    const { accountId, token, id, cancel } = await declinedPassage();
    const [cancellation, recovery] = await bank.inLine(
      holdAccount(accountId),
      () => cancel(),
      () => bank.recover(id),
    );
    expect(cancellation).toMatchObject({ status: 'fulfilled', value: [{ id: `${id}.declined` }] });
    expect(recovery).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } });
    expect(await bank.balanceOf(accountId)).toBe('500');
    expect((await bank.cards.get(token)).deniedSince).toBeNull();
    expect(await kindsOf(accountId)).toEqual(['deposit']);
    await expectBalancedBooks();
    await expectNoDeadlock();
  });
});
