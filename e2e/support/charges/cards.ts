/** The card of one of the 500 seeded holders, with 500.00 EUR. Each test takes numbers of its own. */
export interface SeededCard {
  readonly token: string;
  readonly accountId: string;
  readonly last4: string;
}

export function seededCard(number: number): SeededCard {
  const digits = String(number).padStart(4, '0');
  return { token: `card_${digits}`, accountId: `acc_${digits}`, last4: digits };
}

export const seededCards = (from: number, to: number): SeededCard[] =>
  Array.from({ length: to - from + 1 }, (_, i) => seededCard(from + i));

export const eur = (minor: bigint | number) => ({ value: String(minor), currency: 'EUR' as const });
