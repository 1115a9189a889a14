/** The numbers that begin with `from` … `to`, in these lengths. */
interface IssuerRange {
  readonly issuer: string;
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

const range = (issuer: string, lengths: readonly number[], ...bounds: readonly string[]): IssuerRange[] =>
  bounds.map((bound) => {
    const [from = '', to = from] = bound.split('-');
    return { issuer, from, to, lengths };
  });

/**
 * After `src/lib/card-types.ts` of github.com/braintree/credit-card-type, wider where that costs little; Visa with 13
 * digits besides. The national schemes at the end are not in that list. Left out: JCB 1800 and 2131, which times in
 * microseconds and ids begin with; Maestro with 12 digits and UnionPay with 14, which telephone numbers have.
 */
const RANGES: readonly IssuerRange[] = [
  ...range('visa', [13, 16, 18, 19], '4'),
  ...range('mastercard', [16], '51-55', '2221-2720'),
  ...range('american-express', [15], '34', '37'),
  ...range('diners-club', [14, 16, 19], '300-305', '3095', '36', '38', '39'),
  ...range('jcb', [16, 17, 18, 19], '3528-3589'),
  ...range('unionpay', [16, 17, 18, 19], '81'),
  ...range('maestro', [13, 14, 15, 16, 17, 18, 19], '50', '56-59', '63', '67'),
  // Discover 6011, 644–649, 65; UnionPay 62; RuPay 60, 65; Hipercard, InterPayment, Maestro and Elo in between.
  ...range('discover-and-others', [16, 17, 18, 19], '6'),
  ...range('rupay', [16], '82'),
  ...range('mir-and-borica', [16, 17, 18, 19], '2200-2205'),
  ...range('troy-and-napas', [16, 19], '9792', '9704'),
  ...range('uzcard-and-humo', [16], '8600', '9860'),
];

const BY_FIRST_DIGIT = Map.groupBy(RANGES, ({ from }) => from[0]);

/** The lengths of the card numbers that begin with these digits. */
export const cardNumberLengths = (digits: string): number[] =>
  (BY_FIRST_DIGIT.get(digits[0]) ?? []).flatMap(({ from, to, lengths }) => {
    const start = digits.slice(0, from.length);
    return start >= from && start <= to ? lengths : [];
  });

/** The Luhn check (ISO/IEC 7812-1, annex B) of a string of digits. */
export const passesLuhn = (digits: string): boolean => luhnSum(digits) % 10 === 0;

export function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum;
}
