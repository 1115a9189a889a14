/** Amounts are integer minor units (cents). In code `bigint`, on the wire a decimal string. */
export interface Money {
  readonly value: string;
  readonly currency: Currency;
}

/** One currency on purpose: exchange is another system's work. */
export const CURRENCIES = ['EUR'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** The largest amount of one charge or deposit: 10^11 − 1 minor units, which leaves bigint sums far from 2^63. */
export const MAX_AMOUNT_MINOR = 10n ** 11n - 1n;

export const money = (amountMinor: bigint, currency: Currency): Money => ({
  value: amountMinor.toString(),
  currency,
});

/** Minor units of a `Money` that a schema has already accepted. */
export const minorOf = (amount: Money): bigint => BigInt(amount.value);
