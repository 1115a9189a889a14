import { SystemClock } from '@peaje/kernel';
import { MemoryAccounts, MemoryCards } from './bank.memory.js';
import { ChangeCard } from './change-card.handler.js';
import { IssueCard, type NewCard } from './issue-card.handler.js';
import { OpenAccount } from './open-account.handler.js';

const holder = { name: 'Ana', phone: '+34600000001', language: 'es' as const };
const account = { id: 'acc_rich', holder };
const card: NewCard = {
  token: 'card_rich',
  accountId: 'acc_rich',
  product: 'debit',
  last4: '4242',
  expires: '2030-12',
};

const given = () => {
  const [accounts, cards] = [new MemoryAccounts(), new MemoryCards()];
  return {
    accounts,
    cards,
    openAccount: new OpenAccount(accounts),
    issueCard: new IssueCard(accounts, cards),
    changeCard: new ChangeCard(cards, new SystemClock()),
  };
};

describe('opening an account', () => {
  it('the same holder again: the same account, and it is not created again', async () => {
    const { openAccount } = given();
    const first = await openAccount.execute(account);
    expect(first).toMatchObject({ created: true, value: { ...account, balanceMinor: 0n, status: 'open' } });
    expect(await openAccount.execute(account)).toEqual({ ...first, created: false });
  });

  it.each([{ name: 'Eva' }, { phone: '+34600000002' }, { language: 'en' as const }])(
    'the id of another holder is refused: %j',
    async (change) => {
      const { openAccount } = given();
      await openAccount.execute(account);
      const again = openAccount.execute({ ...account, holder: { ...holder, ...change } });
      await expect(again).rejects.toMatchObject({ code: 'already-exists', field: 'id' });
    },
  );

  it('the id of a merchant is refused', async () => {
    const { accounts, openAccount } = given();
    const merchant = { id: 'acc_rich', kind: 'merchant', status: 'open', currency: 'EUR' } as const;
    accounts.stored.set(merchant.id, { ...merchant, balanceMinor: 0n, holder: null });
    await expect(openAccount.execute(account)).rejects.toMatchObject({ code: 'already-exists' });
  });
});

describe('issuing a card', () => {
  it('needs the account of a holder', async () => {
    const { accounts, issueCard, openAccount } = given();
    const refused = { code: 'unknown-account', field: 'accountId' };
    await expect(issueCard.execute(card)).rejects.toMatchObject(refused);
    await openAccount.execute(account);
    accounts.stored.set('m_shop', { ...(await accounts.get('acc_rich')), id: 'm_shop', kind: 'merchant' });
    await expect(issueCard.execute({ ...card, accountId: 'm_shop' })).rejects.toMatchObject(refused);
  });

  it('is active and not on the deny list; the same card again is not created again', async () => {
    const { openAccount, issueCard } = given();
    await openAccount.execute(account);
    const value = { ...card, status: 'active', deniedSince: null, version: 1 };
    expect(await issueCard.execute(card)).toEqual({ created: true, value });
    expect(await issueCard.execute(card)).toEqual({ created: false, value });
  });

  it.each([{ product: 'prepaid' as const }, { last4: '4343' }, { expires: '2031-01' }])(
    'the token of another card is refused: %j',
    async (change) => {
      const { openAccount, issueCard } = given();
      await openAccount.execute(account);
      await issueCard.execute(card);
      await expect(issueCard.execute({ ...card, ...change })).rejects.toMatchObject({
        code: 'already-exists',
        field: 'token',
      });
    },
  );
});

describe('changing a card', () => {
  it('an unknown card is refused', async () => {
    await expect(given().changeCard.execute('card_none', 'blocked')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('blocked, it is on the deny list; active again, it is off it; each state is a version', async () => {
    const { cards, changeCard } = given();
    await cards.insert({ ...card, status: 'active', deniedSince: null, version: 1 });
    expect(await changeCard.execute(card.token, 'blocked')).toMatchObject({
      status: 'blocked',
      deniedSince: expect.any(String),
      version: 2,
    });
    expect(await changeCard.execute(card.token, 'active')).toMatchObject({
      status: 'active',
      deniedSince: null,
      version: 3,
    });
  });
});
