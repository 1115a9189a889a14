import { eventually } from '@peaje/testing/outside';
import { chargeIn, daysAgo, passGate, settled } from './support/charges/callers.js';
import { readAll } from './support/http/http-client.js';
import { blockCard, denied, openAccountWithCard, passWithoutMoney } from './support/services/holders.js';

describe('a declined toll', () => {
  it('becomes a debt of the holder', async () => {
    const { charge } = await passWithoutMoney();

    expect(JSON.stringify(await readAll('debit', '/v1/debts'))).toContain(charge.id);
  });

  it('puts the card on the deny list, and pos still accepts its earlier passages', async () => {
    const { token } = await passWithoutMoney();

    await denied(token);
    const earlier = await passGate({ token, amountMinor: 500, body: { passedAt: daysAgo(1) } });
    expect(earlier.status).toBe(202);
    expect(await settled(chargeIn(earlier).id, 'toll')).toMatchObject({ status: 'declined' });
  });
});

describe('a card that the bank blocked', () => {
  it('is denied at the gates, and pos still accepts its earlier passages', async () => {
    const { token } = await openAccountWithCard(10_000n);
    await eventually('pos knows the new card', async () =>
      expect((await passGate({ token, amountMinor: 1 })).status).toBe(202),
    );

    await blockCard(token);

    await denied(token);
    expect((await passGate({ token, amountMinor: 1, body: { passedAt: daysAgo(1) } })).status).toBe(202);
  });
});
