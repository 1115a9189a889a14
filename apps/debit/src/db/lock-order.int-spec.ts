import { newId } from '@peaje/kernel';
import { cancellationEvent } from '@peaje/testing';
import { Bank, passage, purchase } from './bank.builders.js';

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

  it('purchases and passages of the same holders and merchants, decided at once, take what is there and no more', async () => {
    const holders = await Promise.all([bank.newHolder(`a_${newId()}`), bank.newHolder(`z_${newId()}`)]);
    const merchants = ['a_both', 'z_both'];
    const everywhere = holders.flatMap((holder) => merchants.map((merchant) => ({ holder, merchant })));
    const [ofCharges, ofPassages] = [bank.member(), bank.member()];
    const rounds = 20;
    for (let round = 1; round <= rounds; round++) {
      // For two of the four charges of each holder.
      for (const { accountId } of holders) await bank.deposit(accountId, '780');
      const purchases = everywhere.map(({ holder, merchant }) => purchase(holder, '390', merchant));
      const passages = everywhere
        .map(({ holder, merchant }) => passage(holder, '390', merchant))
        .toReversed();
      const [decided, passed] = await Promise.all([
        ofCharges.execute(purchases),
        ofPassages.execute(passages),
      ]);
      for (const { accountId } of holders) {
        const own = [...decided, ...passed].filter(({ data }) => data.accountId === accountId);
        const approved = own.filter(({ type }) => type === 'peaje.charge.approved.v1');
        expect(approved.map(({ data }) => data.balanceAfter?.value).sort()).toEqual(['0', '390']);
        expect(await bank.balanceOf(accountId)).toBe('0');
      }
    }
    for (const { accountId } of holders)
      expect(
        await bank.one(
          `SELECT count(*)::int AS value FROM posting WHERE from_account = $1 AND kind = 'charge'`,
          [accountId],
        ),
      ).toBe(2 * rounds);
    expect(await bank.one('SELECT sum(balance_minor)::text AS value FROM account')).toBe('0');
  });

  it('two members that decide on one charge at once decide it once', async () => {
    const holder = await bank.newHolder();
    await bank.deposit(holder.accountId, '780');
    const request = passage(holder, '390');
    const [one, other] = [bank.member(), bank.member()];

    // A passage from before waits on one topic, and pos has sent it again on the other.
    const outcomes = await Promise.all([one.execute([request]), other.execute([request])]);

    const [first, second] = outcomes.flat();
    expect(second).toEqual(first);
    expect(await bank.balanceOf(holder.accountId)).toBe('390');
  });
});
