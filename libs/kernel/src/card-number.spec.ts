import fc from 'fast-check';
import { passesLuhn } from './card-issuers.js';
import { cardNumber, seeded } from './card-number.builders.js';
import { identifierLooksLikeCardNumber, looksLikeCardNumber } from './card-number.js';

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
    'pan4242424242424242',
    '4242424242424242D27121010000000',
    '3056 930902 5904',
    '620000-0000000000000',
    '4242\u00a04242\u00a04242\u00a04242',
    '4242.4242.4242.4242',
    '4242/4242/4242/4242',
    '4242\u20134242\u20134242\u20134242',
    '4242\t4242\t4242\t4242',
    '4242\u200b4242\u200b4242\u200b4242',
    '４２４２４２４２４２４２４２４２',
    '٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢',
    '④②④②④②④②④②④②④②④②',
    '4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣',
    '4,242,424,242,424,242',
    '42424242 42424242',
    '42424242424242421227',
    '4242424242424242 12/27',
    '424242424242424212/27',
    ';4242424242424242=27121010000000000000?',
    '%B4242424242424242^NAME/ANY^2712101',
    '4242%204242%204242%204242',
    '4242&nbsp;4242&#160;4242&#x2d;4242',
    '&#52;242424242424242',
    '{"a":"4242\\t4242\\u00a04242 4242"}',
  ])('is found in %s', (text) => expect(looksLikeCardNumber(text)).toBe(true));

  it.each([
    ['digits that fail the Luhn check', '4242424242424241'],
    ['too few digits', '424242424242'],
    ['too many digits', '42424242424242424242'],
    ['a UUID with four groups of digits', '444a0d7d-8765-4116-8981-2730b7a51b3a'],
    ['a UUID behind a prefix', 'card_444a0d7d-8765-4116-8981-2730b7a51b3a'],
    ['a UUID without dashes', 'acc_4242424242424242abcdefabcdefabcd'],
    ['digits that no issuer begins with', '1764000000000000'],
    ['a length that the issuer does not have', '34000000000000003'],
    ['a part of longer digits', '904242424242424242'],
    ['groups that no card has', '4242-42424242-4242'],
    ['an escape that is none', '&#9999999;'],
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
    const text = fc.stringMatching(/^[a-z ]{0,10}$/);
    fc.assert(
      fc.property(text, fc.integer(), text, (before, seed, after) =>
        looksLikeCardNumber(before + cardNumber(seeded(seed)).join('') + after),
      ),
    );
  });
});

describe('a possible card number in a field that holds one identifier', () => {
  it.each([
    '4242424242424242',
    'acc_4242424242424242',
    '4242-4242-4242-4242',
    '378282246310005',
    '4242424242424242D271210112345678',
  ])('is found in %s', (id) => expect(identifierLooksLikeCardNumber(id)).toBe(true));

  it.each([
    ['a snowflake id', '622000000000000001'],
    ['a snowflake id behind a prefix', 'gate-3-622000000000000001'],
    ['a ULID', '01J4242424242424242ABCDEFG'],
    ['a hash in hex', '4242424242424242abcdefab'],
    ['a UUID of no known version', '4242abcd-4242-4242-4242-4242424212a7'],
  ])('is not found in %s', (_, id) => expect(identifierLooksLikeCardNumber(id)).toBe(false));

  it('is found in the same signs when a text holds them', () => {
    expect(passesLuhn('622000000000000001')).toBe(true);
    expect(looksLikeCardNumber('622000000000000001')).toBe(true);
    expect(looksLikeCardNumber('01J4242424242424242ABCDEFG')).toBe(true);
  });
});
