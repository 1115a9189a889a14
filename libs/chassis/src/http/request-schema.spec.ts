import { shopChargeBody } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { parseRequest } from './request-schema.js';

const body = { tillId: 'till-7', card: { token: 'card_rich' }, amount: { value: '1990', currency: 'EUR' } };

function refusalOf(change: object): Refusal {
  try {
    parseRequest(shopChargeBody, { ...body, ...change });
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('was accepted');
}

describe('the answer to a request that breaks a rule', () => {
  it.each<[string, object, string, string]>([
    ['a missing field', { tillId: undefined }, 'invalid-request', 'tillId'],
    ['an unknown field', { tip: '1' }, 'invalid-request', 'tip'],
    ['an unknown field, further in', { card: { token: 't', cvc: '1' } }, 'invalid-request', 'card.cvc'],
    [
      'an amount with a point',
      { amount: { value: '19.90', currency: 'EUR' } },
      'invalid-request',
      'amount.value',
    ],
    [
      'an amount as a number',
      { amount: { value: 1990, currency: 'EUR' } },
      'invalid-request',
      'amount.value',
    ],
    ['zero', { amount: { value: '0', currency: 'EUR' } }, 'invalid-request', 'amount.value'],
    [
      'more than 10^11 − 1',
      { amount: { value: '100000000000', currency: 'EUR' } },
      'invalid-request',
      'amount.value',
    ],
    ['another currency', { amount: { value: '1', currency: 'USD' } }, 'invalid-request', 'amount.currency'],
    ['a card number', { reference: 'was 4242424242424242' }, 'card-number-refused', 'reference'],
    ['a card number with blanks', { reference: '4242 4242 4242 4242' }, 'card-number-refused', 'reference'],
    ['a card number with dots', { tillId: '4242.4242.4242.4242' }, 'card-number-refused', 'tillId'],
    [
      'a card number in full-width digits',
      { reference: '４２４２４２４２４２４２４２４２' },
      'card-number-refused',
      'reference',
    ],
    [
      'a card number with its expiry',
      { reference: '42424242424242421227' },
      'card-number-refused',
      'reference',
    ],
    ['a card number as a name', { '4242424242424242': 1 }, 'card-number-refused', '(card number)'],
  ])('%s', (_name, change, code, field) => {
    const refusal = refusalOf(change);
    expect(refusal).toMatchObject({ code, field });
    expect(refusal.message).toContain(field);
    expect(refusal.message).not.toMatch(/4242/);
  });
});
