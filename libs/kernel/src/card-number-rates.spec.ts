import { cardNumber, digitsOf, seeded, withCheckDigit, type Random } from './card-number.builders.js';
import { identifierLooksLikeCardNumber, looksLikeCardNumber } from './card-number.js';

/** SECURITY.md states these rates. */
const MADE = 100_000;

const rateOf = (isFound: (text: string) => boolean, make: (random: Random) => string): number => {
  const random = seeded(20_261_126);
  let found = 0;
  for (let i = 0; i < MADE; i++) if (isFound(make(random))) found++;
  return found;
};

const one =
  (...choices: readonly string[]) =>
  (random: Random): string =>
    choices[random(choices.length)]!;

/** Between the groups: blanks, dashes, points and other signs, what nobody sees, and what a program writes for a blank. */
const BETWEEN = one(
  ...' \t\n\u00a0\u1680\u2007\u2009\u2028\u202f\u3000',
  ...'-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0dー\u0640',
  ...'.\u00b7\u2022\u3002\uff0e,/\\_:;|~+*',
  ...'\u00ad\u034f\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u3164\ufeff',
  ...['  ', ' - ', ', ', '%20', '%C2%A0', '&nbsp;', '&#160;', '&#x2009;', '\\u00a0', '\\t'],
);
const ZEROS = [...'０٠۰०০๐𝟎𝟘𝟶᠐꘠𞥐🯰'].map((zero) => zero.codePointAt(0)!);
const IN_FRONT = one('', 'pan', 'VISA', 'card:', 'paid with ', 'till 7, ', '2026-11-22 ', '\u200f');
const BEHIND = one('', ' thanks', 'x', '.', ', 12 items', ' 7');
const EXPIRY = one(
  ...['1227', '122027', '2712', '1227123', '12/27', '12-2027', ' 12/27', ' 1227', ' 12/27 123', '-12-27'],
  ...[
    '/2027-12',
    '=27121010000000000000?',
    '^NAME/ANY^2712101',
    'D2712101',
    ' exp 12/27 cvc 123',
    '|12|27|123',
  ],
);
const CARD = (random: Random) => cardNumber(random).join('');

describe(`of ${MADE} made card numbers none is missed`, () => {
  it.each<[string, (random: Random) => string]>([
    ['alone or inside a text', (r) => IN_FRONT(r) + CARD(r) + BEHIND(r)],
    [
      'in the groups of their cards, whatever stands between',
      (r) => IN_FRONT(r) + cardNumber(r).join(BETWEEN(r)) + BEHIND(r),
    ],
    [
      'with another sign between each two groups',
      (r) => cardNumber(r).reduce((text, g) => text + BETWEEN(r) + g),
    ],
    [
      'in digits of other scripts',
      (r) => inScript(ZEROS[r(ZEROS.length)]!, cardNumber(r).join(one('', ' ')(r))),
    ],
    [
      'with the expiry date behind',
      (r) => IN_FRONT(r) + cardNumber(r).join(one('', ' ', '-')(r)) + EXPIRY(r),
    ],
    ['as a magnetic stripe has them', (r) => one(';', '%B')(r) + CARD(r) + one('=', '^A/B^')(r) + '2712101?'],
    ['in equal groups', (r) => equalGroups(CARD(r), 1 + r(5)).join(BETWEEN(r))],
  ])('%s', (_, make) => expect(rateOf((text) => !looksLikeCardNumber(text), make)).toBe(0));

  it('in a field that holds one identifier, apart from numbers that a snowflake id could be', () => {
    const make = (r: Random) => one('', 'acc_', 'till-')(r) + CARD(r) + one('', '-12-27', '=2712')(r);
    expect(rateOf((id) => !identifierLooksLikeCardNumber(id), make)).toBe(0);
  });
});

const inScript = (zero: number, digits: string) =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const equalGroups = (digits: string, size: number) => digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];

const HEX = '0123456789abcdef';
const hex = (r: Random, count: number): string => (count === 0 ? '' : HEX[r(16)] + hex(r, count - 1));
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Between two years. */
const ms = (r: Random, from: number, to: number) =>
  Date.UTC(from, 0) + r(1_000_000) * Math.floor((Date.UTC(to, 0) - Date.UTC(from, 0)) / 1_000_000) + r(1_000);
const hexMs = (r: Random) => ms(r, 2020, 2040).toString(16).padStart(12, '0');
const uuid = (r: Random) =>
  [hex(r, 8), hex(r, 4), `4${hex(r, 3)}`, `${'89ab'[r(4)]}${hex(r, 3)}`, hex(r, 12)].join('-');
const uuid7 = (r: Random) => {
  const time = hexMs(r);
  return [time.slice(0, 8), time.slice(8), `7${hex(r, 3)}`, `${'89ab'[r(4)]}${hex(r, 3)}`, hex(r, 12)].join(
    '-',
  );
};
const ulid = (r: Random) => {
  let [time, written] = [ms(r, 2020, 2040), ''];
  for (let i = 0; i < 10; i++, time = Math.floor(time / 32)) written = BASE32[time % 32] + written;
  while (written.length < 26) written += BASE32[r(32)];
  return written;
};
/** The milliseconds since an epoch of its own, and 22 bits. */
const snowflake = (epoch: number, from: number) => (r: Random) =>
  String((BigInt(ms(r, from, 2040) - epoch) << 22n) | BigInt(r(2 ** 22)));
/** As devices of today have them. Amex and Maestro, the cards of 15 digits, begin with 34, 37, 50, 56–59, 63 and 67. */
const imei = (r: Random) => withCheckDigit(one('01', '35', '86', '91', '99')(r) + digitsOf(r, 12));

describe(`of ${MADE} made identifiers fewer than 1 in 10 000 are refused`, () => {
  const kinds: [string, (random: Random) => string][] = [
    ['times in milliseconds, 2002 to 2095', (r) => String(ms(r, 2002, 2096))],
    ['times in microseconds, 2002 to 2038', (r) => String(ms(r, 2002, 2039)) + digitsOf(r, 3)],
    ['times in nanoseconds, 2002 to 2038', (r) => String(ms(r, 2002, 2039)) + digitsOf(r, 6)],
    ['random UUIDs', uuid],
    ['random UUIDs without dashes', (r) => uuid(r).replaceAll('-', '')],
    ['UUIDs with a time', uuid7],
    ['ULIDs', ulid],
    ['IMEIs that begin with 01, 35, 86, 91 or 99', imei],
  ];

  it.each(kinds)('%s, alone, behind a prefix or inside a text', (_, make) => {
    const written = (r: Random) =>
      one('@', 'gate-3-@', 'acc_@', 'order @: two coffees')(r).replace('@', make(r));
    expect(rateOf(looksLikeCardNumber, written)).toBe(0);
  });

  it.each([24, 32, 40, 64])('hashes of %s hex digits, in a field that holds one identifier', (length) => {
    expect(rateOf(identifierLooksLikeCardNumber, (r) => one('', 'order-')(r) + hex(r, length))).toBeLessThan(
      10,
    );
  });

  it.each([
    ['Twitter', snowflake(1_288_834_974_657, 2012)],
    ['Discord', snowflake(1_420_070_400_000, 2016)],
  ])('snowflake ids as %s makes them, in a field that holds one identifier', (_, make) => {
    const written = (r: Random) => one('', 'acc_', 'gate-3-')(r) + make(r);
    expect(rateOf(identifierLooksLikeCardNumber, written)).toBe(0);
  });
});
