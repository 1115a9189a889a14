import fc from 'fast-check';
import { looksLikeCardNumber, passesLuhn } from './card-number.js';

describe('a possible card number', () => {
  it.each([
    '4242424242424242',
    'ticket 4242424242424242 paid',
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    '378282246310005',
    '3782 822463 10005',
    '6304000000000000000',
    'a4242424242424242abcdefabcdefab',
  ])('is found in %s', (text) => expect(looksLikeCardNumber(text)).toBe(true));

  it.each([
    ['digits that fail the Luhn check', '4242424242424241'],
    ['too few digits', '424242424242'],
    ['too many digits', '42424242424242424242'],
    ['a UUID with four groups of digits', '444a0d7d-8765-4116-8981-2730b7a51b3a'],
    ['a UUID behind a prefix', 'card_444a0d7d-8765-4116-8981-2730b7a51b3a'],
    ['a UUID without dashes', 'acc_a4242424242424242abcdefabcdefabc'],
    ['a telephone number', '+34600000001'],
  ])('is not found in %s', (_, text) => expect(looksLikeCardNumber(text)).toBe(false));

  it.each([
    ['with dashes', (id: string) => id],
    ['without', (id: string) => id.replaceAll('-', '')],
    ['with a prefix', (id: string) => `card_${id}`],
  ])('is not found in any UUID, %s', (_, written) => {
    fc.assert(
      fc.property(fc.uuid(), (id) => !looksLikeCardNumber(written(id))),
      { numRuns: 20_000 },
    );
  });

  it('is found anywhere in a text without other digits', () => {
    const number = fc
      .stringMatching(/^[1-9]\d{11,17}$/)
      .map((digits) => [...'0123456789'].map((check) => digits + check).find(passesLuhn)!);
    const text = fc.stringMatching(/^[a-z ]{0,10}$/);
    fc.assert(
      fc.property(text, number, text, (before, pan, after) => looksLikeCardNumber(before + pan + after)),
    );
  });
});
