import { depositBody, issueCardBody, openAccountBody } from './debit.js';

const holder = { name: 'Ada Byron', phone: '+34600000001', language: 'es' };
const account = (change: object = {}, ofHolder: object = {}) =>
  openAccountBody.safeParse({ id: 'acc_ada', holder: { ...holder, ...ofHolder }, ...change });

describe('what debit stores of a client', () => {
  it.each([
    ['the name of a holder', account({}, { name: 'Ada 4242.4242.4242.4242' })],
    ['the id of an account', account({ id: 'acc_4242424242424242' })],
    ['a telephone number that is one of American Express', account({}, { phone: '+378282246310005' })],
    ['a telephone number that is one of Diners Club', account({}, { phone: '+30569309025904' })],
    [
      'the token of a card',
      issueCardBody.safeParse({
        token: '4242-4242-4242-4242',
        accountId: 'acc_ada',
        product: 'debit',
        last4: '4242',
        expires: '2030-12',
      }),
    ],
  ])('holds no card number: %s', (_, { error }) => {
    expect(error?.issues).toMatchObject([{ params: { code: 'card-number-refused' } }]);
    expect(error?.message).not.toMatch(/4242|3782|3056/);
  });

  it.each(['+4915112345675', '+6281234567890', '+34600000001', '+393471234567'])(
    'may be the telephone number %s',
    (phone) => expect(account({}, { phone }).success).toBe(true),
  );

  it('may be a snowflake id, a UUID or a ULID', () => {
    for (const id of [
      '622000000000000001',
      '0199a3c1-7b5e-7bb5-9de3-dfcc51258005',
      '01J4242424242424242ABCDEFG',
    ])
      expect(account({ id }).success).toBe(true);
  });

  it.each(['2030-00', '2030-13', '9999-12', '2030-1', '2030-12-31', '12/30', '203O-12'])(
    'is no month: %s',
    (expires) => expect(issueCardBody.shape.expires.safeParse(expires).success).toBe(false),
  );

  it('names no time of its own with a deposit', () => {
    const body = { amount: { value: '1', currency: 'EUR' }, at: '1970-01-01T00:00:00Z' };
    expect(depositBody.safeParse(body).error?.issues).toMatchObject([
      { code: 'unrecognized_keys', keys: ['at'] },
    ]);
  });
});
