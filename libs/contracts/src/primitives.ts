import {
  CURRENCIES,
  identifierLooksLikeCardNumber,
  looksLikeCardNumber,
  MAX_AMOUNT_MINOR,
} from '@peaje/kernel';
import { z } from 'zod';

/** The strings and numbers that every event and body is made of. */

const currency = z.enum(CURRENCIES);

const AMOUNT = /^[1-9]\d{0,10}$/;
const BALANCE = /^(?:0|-?[1-9]\d{0,17})$/;

/** The amount of a charge or a deposit: 1 … 10^11 − 1 minor units. */
export const amount = z.strictObject({
  value: z
    .string()
    .regex(
      AMOUNT,
      `must be whole minor units between 1 and ${MAX_AMOUNT_MINOR}, as a string: "1990" is 19.90`,
    ),
  currency,
});

/** The balance of an account. It may be zero, and that of the bank's own account negative. */
export const balance = z.strictObject({ value: z.string().regex(BALANCE), currency });

export const chargeId = z.uuid();
export const timestamp = z.iso.datetime({ precision: 3 });

const DIGITS = /^-?\d{1,19}$/;
/** A 64-bit number of others: digits when a JSON number would not be exact. */
export const int64 = z.union([z.int(), z.string().regex(DIGITS)]);
/** The timestamp of a record: milliseconds when its sender chose a number that is no time of the calendar. */
export const recordTimestamp = z.union([timestamp, z.string().regex(DIGITS)]);

/** A text that PostgreSQL stores and returns unchanged. */
export const storableText = z
  .string()
  .refine((text) => !text.includes('\0'), 'must not hold a NUL character')
  .refine((text) => text.isWellFormed(), 'must not hold half of a surrogate pair');

/** The refinement of a text from a client: one that holds a card number is refused, and the answer never repeats it. */
export const CARD_NUMBER_REFUSED = {
  error: 'looks like a card number: send the card token instead',
  params: { code: 'card-number-refused' },
};

const shortText = (maxLength: number) =>
  storableText.min(1, 'must not be empty').max(maxLength, `must be at most ${maxLength} characters`);

/** A text from a client: anything may stand in it. */
export const clientText = (maxLength: number) =>
  shortText(maxLength).refine((text) => !looksLikeCardNumber(text), CARD_NUMBER_REFUSED);

/** A text from a client that is one identifier: a UUID, a ULID or a snowflake id is no card number. */
export const clientId = (maxLength: number) =>
  shortText(maxLength).refine((id) => !identifierLooksLikeCardNumber(id), CARD_NUMBER_REFUSED);

/** Names that the bank or the client chooses: `acc_rich`, `card_rich`, `till-7`. */
export const reference = clientId(64).regex(
  /^[A-Za-z0-9][A-Za-z0-9._:-]*$/,
  'must be letters, digits and . _ : - and start with a letter or digit',
);

export const chargeKind = z.enum(['shop', 'toll']);
export const cardProduct = z.enum(['credit', 'debit', 'prepaid']);
export const cardStatus = z.enum(['active', 'blocked']);
export const last4 = z.string().regex(/^\d{4}$/, 'must be the last 4 digits of the card');
export const expiryMonth = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'must be a month: "2030-12"');
export const language = z.enum(['es', 'en']);

export type ChargeKind = z.infer<typeof chargeKind>;
export type CardProduct = z.infer<typeof cardProduct>;
export type CardStatus = z.infer<typeof cardStatus>;
export type Language = z.infer<typeof language>;
