import { demoCards as cardsOfTheBoard } from '@peaje/contracts';
import { crowd, demoCards, namedHolders, SEED_NAMES } from './seed-list.js';

const allHolders = [...crowd(), ...namedHolders()];
const distinct = <T>(values: T[]): number => new Set(values).size;

describe('the holders of the demo data', () => {
  it('are always the same', () => {
    expect([...crowd(), ...namedHolders()]).toEqual(allHolders);
    expect(crowd()).toHaveLength(500);
    expect(crowd()[0]).toMatchObject({
      accountId: 'acc_0001',
      card: { token: 'card_0001' },
      depositMinor: 50_000,
    });
    expect(crowd()[499]).toMatchObject({ accountId: 'acc_0500', card: { token: 'card_0500' } });
  });

  it('have accounts, cards and phones of their own', () => {
    expect(distinct(allHolders.map(({ accountId }) => accountId))).toBe(505);
    expect(distinct(allHolders.map(({ card }) => card.token))).toBe(505);
    expect(distinct(allHolders.map(({ phone }) => phone))).toBe(505);
    expect(allHolders.every(({ phone }) => /^\+346\d{8}$/.test(phone))).toBe(true);
  });

  it('have the cards that the board offers', () => {
    expect(
      demoCards()
        .map(({ token }) => token)
        .sort(),
    ).toEqual([...cardsOfTheBoard].sort());
  });

  it('have many names, both languages, credit and debit cards', () => {
    expect(distinct(crowd().map(({ name }) => name))).toBeGreaterThan(450);
    expect(distinct(crowd().map(({ language }) => language))).toBe(2);
    expect(distinct(crowd().map(({ card }) => card.product))).toBe(2);
  });

  it('include the ones that stack.json names', () => {
    const tokens = namedHolders().map(({ card }) => card.token);
    expect(tokens.toSorted()).toEqual(Object.values(SEED_NAMES.cards).toSorted());
    const byAccount = new Map(namedHolders().map((holder) => [holder.accountId, holder]));
    expect(byAccount.get('acc_rich')).toMatchObject({ depositMinor: 1_000_000, card: { last4: '4242' } });
    expect(byAccount.get('acc_poor')).toMatchObject({ depositMinor: 500 });
    expect(byAccount.get('acc_prepaid')).toMatchObject({
      depositMinor: 10_000,
      card: { product: 'prepaid' },
    });
    expect(byAccount.get('acc_blocked')).toMatchObject({ card: { product: 'credit', blocked: true } });
    expect(byAccount.get('acc_expired')).toMatchObject({ card: { expires: '2020-01' } });
  });
});
