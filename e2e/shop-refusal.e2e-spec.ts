import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, newKey } from './support/charges/callers.js';
import { eur, seededCard } from './support/charges/cards.js';
import { expectProblem } from './support/http/expect-problem.js';
import { ask } from './support/http/http-client.js';
import { quietEndOffsets, recordsSince } from './support/kafka/log-reader.js';
import { balanceOf, postingsFor } from './support/services/bank.js';
import { entriesOf, noticesOf } from './support/services/downstream.js';

const card = seededCard(10);
/** Valid by Luhn, and issued to no holder: the test number of every payment page. */
const CARD_NUMBER = '4242424242424242';

describe('a charge that the bank declines', () => {
  it.each([
    ['there is not enough money', 'card_poor', 'acc_poor', 100_000_000],
    ['the card is blocked', 'card_blocked', 'acc_blocked', 100],
    ['the card has expired', 'card_expired', 'acc_expired', 100],
  ])('is answered 201 with the outcome, not with an error: %s', async (_, token, accountId, amountMinor) => {
    const before = await balanceOf(accountId);

    const answer = await chargeAtTill({ token, amountMinor });
    const charge = chargeIn(answer);

    expect(answer.status).toBe(201);
    expect(charge).toMatchObject({ status: 'declined', ledger: 'untouched' });
    expect(charge.reason).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(await balanceOf(accountId)).toBe(before);
    expect(await postingsFor(accountId, charge.id)).toEqual([]);
    await eventually('audit has both records', async () => {
      expect((await entriesOf(charge.id)).map(({ type }) => type).sort()).toEqual([
        'peaje.charge.declined.v1',
        'peaje.charge.requested.v1',
      ]);
    });
    expect(await noticesOf(charge.id)).toEqual([]);
  });

  it('has another reason for each cause', async () => {
    const declines = await Promise.all([
      chargeAtTill({ token: 'card_poor', amountMinor: 100_000_000 }),
      chargeAtTill({ token: 'card_blocked', amountMinor: 1 }),
      chargeAtTill({ token: 'card_expired', amountMinor: 1 }),
    ]);

    expect(new Set(declines.map((answer) => chargeIn(answer).reason)).size).toBe(3);
  });
});

describe('a charge that pos refuses', () => {
  it('leaves no record on any topic: an unknown card, a bad body, a reused key, an unknown caller', async () => {
    const used = newKey();
    await chargeAtTill({ token: card.token, amountMinor: 1, key: used });
    const before = await quietEndOffsets();

    const unknown = await chargeAtTill({ token: 'card_of_nobody', amountMinor: 100 });
    await chargeAtTill({ token: card.token, amountMinor: 2, key: used });
    await chargeAtTill({ token: card.token, amountMinor: -1 });
    await ask('pos', 'POST', '/v1/charges', { as: 'anonymous', body: {} });
    const next = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 1 }));

    expectProblem(unknown, 422, 'unknown-card', 'card.token');
    const records = await recordsSince(before);
    expect(new Set(records.map(({ subject }) => subject))).toEqual(new Set([next.id]));
    expect(records.map(({ type }) => type).sort()).toEqual([
      'peaje.charge.approved.v1',
      'peaje.charge.requested.v1',
    ]);
  });

  it('leaves its key free', async () => {
    const key = newKey();
    expectProblem(
      await chargeAtTill({ token: 'card_of_nobody', amountMinor: 100, key }),
      422,
      'unknown-card',
    );

    const answer = await chargeAtTill({ token: card.token, amountMinor: 1, key });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('idempotency-replayed')).not.toBe('true');
  });

  it('needs a key', async () => {
    const body = { tillId: 'till-7', card: { token: card.token }, amount: eur(100) };

    const answer = await ask('pos', 'POST', '/v1/charges', { as: 'shop', body });

    expectProblem(answer, 400, 'idempotency-key-missing', 'Idempotency-Key');
  });

  it.each<[string, object, string]>([
    ['no till', { tillId: undefined }, 'tillId'],
    ['no card', { card: undefined }, 'card'],
    ['no token', { card: {} }, 'card.token'],
    ['an amount of zero', { amount: eur(0) }, 'amount.value'],
    ['an amount below zero', { amount: eur(-5) }, 'amount.value'],
    ['an amount that is a number', { amount: { value: 1990, currency: 'EUR' } }, 'amount.value'],
    ['half a cent', { amount: { value: '19.5', currency: 'EUR' } }, 'amount.value'],
    ['more than 10^11 − 1', { amount: eur(100_000_000_000) }, 'amount.value'],
    ['an unknown currency', { amount: { value: '1', currency: 'XXX' } }, 'amount.currency'],
  ])('names the field that breaks a rule: %s', async (_, body, field) => {
    expectProblem(
      await chargeAtTill({ token: card.token, amountMinor: 1, body: { ...body } }),
      400,
      'invalid-request',
      field,
    );
  });

  it.each<[string, object, RegExp]>([
    ['beside the others', { discount: '1' }, /discount/],
    ['inside the card', { card: { token: card.token, pin: '1234' } }, /pin/],
    ['inside the amount', { amount: { ...eur(1), vat: '21' } }, /vat/],
  ])('has an unknown field: %s', async (_, body, named) => {
    const answer = await chargeAtTill({ token: card.token, amountMinor: 1, body: { ...body } });

    expectProblem(answer, 400, 'invalid-request');
    expect((answer.json as { field: string }).field).toMatch(named);
  });

  it.each(['{"tillId":', '"a text"', '[]', 'null', ''])('has a body that is no charge: %s', async (body) => {
    const answer = await ask('pos', 'POST', '/v1/charges', {
      as: 'shop',
      headers: { 'idempotency-key': newKey(), 'content-type': 'application/json' },
      body,
    });

    expectProblem(answer, 400, 'invalid-request');
  });
});

describe('a card number', () => {
  it.each<[string, object, string]>([
    ['tillId', { tillId: CARD_NUMBER }, 'tillId'],
    ['reference', { reference: `paid with ${CARD_NUMBER}, thanks` }, 'reference'],
    ['card.token', { card: { token: CARD_NUMBER } }, 'card.token'],
    ['a 13-digit one', { reference: '4222222222222' }, 'reference'],
    ['a 19-digit one', { reference: 'x6304000000000000000y' }, 'reference'],
    ['in groups of Diners Club', { tillId: '3056-930902-5904' }, 'tillId'],
    ['between no-break spaces', { reference: '4242\u00a04242\u00a04242\u00a04242' }, 'reference'],
    ['between unseen characters', { reference: '4242\u200b4242\u200b4242\u200b4242' }, 'reference'],
    ['in full-width digits', { reference: '４２４２４２４２４２４２４２４２' }, 'reference'],
    ['with its expiry glued behind it', { reference: `${CARD_NUMBER}1227` }, 'reference'],
    ['as on a magnetic stripe', { reference: `;${CARD_NUMBER}=27121010000000000000?` }, 'reference'],
  ])('is refused in any field, and not repeated in the answer: %s', async (_, body, field) => {
    const answer = await chargeAtTill({ token: card.token, amountMinor: 1, body: { ...body } });

    expectProblem(answer, 400, 'card-number-refused', field);
    expect(answer.text).not.toMatch(/\d{13}|4242|5904|４２/);
  });

  it('is not repeated in the answer when it is the name of a field', async () => {
    const answer = await chargeAtTill({ token: card.token, amountMinor: 1, body: { [CARD_NUMBER]: 'x' } });

    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(CARD_NUMBER);
  });

  it('is refused as an Idempotency-Key', async () => {
    const answer = await chargeAtTill({ token: card.token, amountMinor: 1, key: CARD_NUMBER });

    expectProblem(answer, 400, 'card-number-refused', 'Idempotency-Key');
    expect(answer.text).not.toContain(CARD_NUMBER);
  });

  it.each([
    ['a time in milliseconds', () => String(Date.now())],
    ['a time in microseconds', () => `${Date.now()}042`],
    ['a snowflake id', () => String((BigInt(Date.now() - 1_420_070_400_000) << 22n) | 7n)],
    ['a snowflake id of 18 digits that passes Luhn', () => '622000000000000001'],
    ['a UUID', newKey],
    ['a ULID', () => '01J4242424242424242ABCDEFG'],
  ])('is not %s: as a key and as a till', async (_, make) => {
    const answer = await chargeAtTill({
      token: card.token,
      amountMinor: 1,
      key: make(),
      body: { tillId: make() },
    });
    expect(answer.status).toBe(201);
  });

  it('is not an IMEI, as a till', async () => {
    const answer = await chargeAtTill({
      token: card.token,
      amountMinor: 1,
      body: { tillId: '352099001761481' },
    });
    expect(answer.status).toBe(201);
  });

  it('is accepted as a reference when its check digit is wrong, or when it is too long', async () => {
    for (const reference of ['4242424242424241', `0${'1'.repeat(19)}`])
      expect((await chargeAtTill({ token: card.token, amountMinor: 1, body: { reference } })).status).toBe(
        201,
      );
  });
});

describe('the permission to charge', () => {
  const body = { tillId: 'till-7', card: { token: card.token }, amount: eur(1) };
  const headers = { 'idempotency-key': newKey() };

  it('is denied without a known API key', async () => {
    expectProblem(
      await ask('pos', 'POST', '/v1/charges', { as: 'anonymous', headers, body }),
      401,
      'unauthenticated',
    );
    const unknownKey = { ...headers, authorization: 'Bearer demo_shop_' };
    expectProblem(
      await ask('pos', 'POST', '/v1/charges', { as: 'anonymous', headers: unknownKey, body }),
      401,
      'unauthenticated',
    );
  });

  it.each(['toll', 'bank'] as const)('is denied with the API key of the %s', async (as) => {
    expectProblem(await ask('pos', 'POST', '/v1/charges', { as, headers, body }), 403, 'forbidden');
  });

  it('gives no access to the accounts of the bank', async () => {
    expectProblem(
      await ask('debit', 'GET', `/v1/accounts/${card.accountId}`, { as: 'shop' }),
      403,
      'forbidden',
    );
    expectProblem(
      await ask('debit', 'GET', `/v1/accounts/${card.accountId}`, { as: 'anonymous' }),
      401,
      'unauthenticated',
    );
  });
});
