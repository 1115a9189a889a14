import { luhnSum } from './card-issuers.js';

// Jest looks up a global in some µs, and the rates take millions of numbers.
const { floor, imul } = Math;

/** For specs: whole numbers below a bound, the same in each run (mulberry32). */
export function seeded(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export type Random = ReturnType<typeof seeded>;

export const digitsOf = (random: Random, count: number): string =>
  count > 9
    ? digitsOf(random, 9) + digitsOf(random, count - 9)
    : `${random(10 ** count)}`.padStart(count, '0');

export const withCheckDigit = (digits: string): string =>
  `${digits}${(10 - (luhnSum(`${digits}0`) % 10)) % 10}`;

/** The beginning of a number, its length, and the groups in which its card shows it. */
const PRINTED: readonly (readonly [begins: readonly string[], length: number, groups: readonly number[]])[] =
  [
    [
      ['4', '51', '55', '2221', '2720', '3528', '3589', '6011', '622126', '644', '649', '65'],
      16,
      [4, 4, 4, 4],
    ],
    [['50', '5019', '56', '58', '62', '67', '81', '82', '2200', '2204', '9792', '508'], 16, [4, 4, 4, 4]],
    [['34', '37'], 15, [4, 6, 5]],
    [['300', '305', '3095', '36', '38', '39'], 14, [4, 6, 4]],
    [['50', '56', '57', '58', '6', '62', '4'], 19, [4, 4, 4, 4, 3]],
    [['50', '58', '62', '63', '67', '6759'], 19, [6, 13]],
    [['5018', '6304', '6759'], 13, [4, 4, 5]],
    [['4'], 13, [4, 3, 3, 3]],
  ];

/** A made card number, in the groups of its card. */
export function cardNumber(random: Random): string[] {
  const [begins, length, groups] = PRINTED[random(PRINTED.length)]!;
  const begin = begins[random(begins.length)]!;
  const digits = withCheckDigit(begin + digitsOf(random, length - begin.length - 1));
  let at = 0;
  return groups.map((size) => digits.slice(at, (at += size)));
}
