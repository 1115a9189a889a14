import { newId } from '@peaje/kernel';
import { cancellationEvent } from '@peaje/testing';
import { Bank, passage } from './bank.builders.js';

describe('debts, decisions and cards that change at the same moment', () => {
  let bank: Bank;

  beforeAll(async () => (bank = await Bank.open()));
  afterAll(() => bank.database.drop());

  const holdCard = (token: string) => ({
    sql: 'SELECT FROM card WHERE token = $1 FOR UPDATE',
    values: [token],
  });

  it('a card that is denied already gets a debt while the bank makes it active: it stays denied', async () => {
    for (const isActiveFirst of [true, false]) {
      const holder = await bank.newHolder();
      const { token } = holder;
      await bank.changeCard.execute(token, 'blocked');
      const activate = () => bank.changeCard.execute(token, 'active');
      const decline = () => bank.member().execute([passage(holder, '390')]);
      const results = isActiveFirst
        ? await bank.inLine(holdCard(token), activate, decline)
        : await bank.inLine(holdCard(token), decline, activate);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      expect(await bank.cards.get(token)).toMatchObject({
        status: 'active',
        deniedSince: expect.any(String),
      });
    }
  });

  it('recoveries, cancellations and new decisions about the same debts never wait in a circle', async () => {
    const holders = await Promise.all([bank.newHolder(`a_${newId()}`), bank.newHolder(`z_${newId()}`)]);
    const merchants = ['a_road', 'z_road'];
    for (const { accountId } of holders) await bank.deposit(accountId, '1');
    for (let round = 0; round < 10; round++) {
      const declined = holders.flatMap((holder) =>
        merchants.map((merchant) => passage(holder, '390', merchant)),
      );
      await bank.member().execute(declined);
      for (const { accountId } of holders) await bank.deposit(accountId, '780');
      const results = await Promise.allSettled([
        ...declined.map(({ data }) => bank.recover(data.chargeId)),
        bank.member().execute(declined.map(({ data }) => cancellationEvent(data))),
        bank.member().execute(declined.toReversed()),
        ...holders.map(({ token }) => bank.changeCard.execute(token, 'active')),
      ]);
      const codes = results.flatMap((result) =>
        result.status === 'rejected' ? [(result.reason as { code: string }).code] : [],
      );
      expect(codes.filter((code) => code !== 'not-found')).toEqual([]);
    }
    expect(await bank.one('SELECT sum(balance_minor)::text AS value FROM account')).toBe('0');
    expect(await bank.one('SELECT count(*)::int AS value FROM debt WHERE recovered_at IS NULL')).toBe(1 + 1);
  });
});
