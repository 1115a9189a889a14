/** An amount in minor units (cents): `bigint` in code, a decimal string in JSON. */
export interface Money {
  readonly value: string;
  readonly currency: Currency;
}

/** One currency only, because Peaje exchanges none. */
export const CURRENCIES = ['EUR'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** The largest amount of one charge or deposit: 10^11 − 1 minor units. PostgreSQL's bigint has room for their sums. */
export const MAX_AMOUNT_MINOR = 10n ** 11n - 1n;

export const money = (amountMinor: bigint, currency: Currency): Money => ({
  value: amountMinor.toString(),
  currency,
});

/** The minor units of an amount that a schema has accepted. */
export const minorOf = (amount: Money): bigint => BigInt(amount.value);
