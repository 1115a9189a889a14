import { newId } from '@peaje/kernel';
import { cancellationEvent } from '@peaje/testing';
import { Bank, passage } from './bank.builders.js';

describe('a holder and a merchant with the same id', () => {
  let bank: Bank;

  beforeAll(async () => (bank = await Bank.open()));
  afterAll(() => bank.database.drop());

  const balance = async (id: string, kind: 'holder' | 'merchant' | 'bank') =>
    String((await bank.accounts.get(id, kind)).balanceMinor);
  const postings = async (id: string, kind: 'holder' | 'merchant') =>
    (await bank.postings.list({ kind, id }, { limit: 10 })).map((posting) => posting.kind);
  const typesOf = (outcomes: readonly { type: string }[]) => outcomes.map(({ type }) => type.split('.')[2]);
  const expectBalancedBooks = async () =>
    expect(await bank.one('SELECT sum(balance_minor)::text AS value FROM account')).toBe('0');

  it('the takings are not the money of the holder, who cannot spend them; a later reversal is posted', async () => {
    const shared = `m_${newId()}`;
    const namesake = await bank.newHolder(shared);
    const customer = await bank.newHolder();
    await bank.deposit(customer.accountId, '1000');
    const member = bank.member();
    const charge = passage(customer, '700', shared);
    expect(typesOf(await member.execute([charge]))).toEqual(['approved']);
    expect(await balance(shared, 'holder')).toBe('0');
    expect(await balance(shared, 'merchant')).toBe('700');

    expect(typesOf(await member.execute([passage(namesake, '700')]))).toEqual(['declined']);
    expect(typesOf(await member.execute([cancellationEvent(charge.data)]))).toEqual(['reversed']);
    expect(await balance(customer.accountId, 'holder')).toBe('1000');
    expect(await balance(shared, 'merchant')).toBe('0');
    expect(await postings(shared, 'holder')).toEqual([]);
    expect((await postings(shared, 'merchant')).sort()).toEqual(['charge', 'reversal']);
    await expectBalancedBooks();
  });

  it('one may pay the other', async () => {
    const shared = `m_${newId()}`;
    const holder = await bank.newHolder(shared);
    await bank.deposit(shared, '1000');
    expect(typesOf(await bank.member().execute([passage(holder, '300', shared)]))).toEqual(['approved']);
    expect([await balance(shared, 'holder'), await balance(shared, 'merchant')]).toEqual(['700', '300']);
    await expectBalancedBooks();
  });

  it('a merchant with the id of the bank takes nothing from it', async () => {
    const customer = await bank.newHolder();
    await bank.deposit(customer.accountId, '1000');
    const before = await balance('bank', 'bank');
    await bank.member().execute([passage(customer, '300', 'bank')]);
    expect(await balance('bank', 'bank')).toBe(before);
    expect(await balance('bank', 'merchant')).toBe('300');
  });

  it('the bank opens no account with the id of a merchant', async () => {
    const merchant = `m_${newId()}`;
    await bank.member().execute([passage(await bank.newHolder(), '1', merchant)]);
    await expect(bank.newHolder(merchant)).rejects.toMatchObject({ code: 'already-exists', field: 'id' });
  });
});
