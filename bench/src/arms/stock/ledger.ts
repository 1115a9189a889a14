import type { Purchase } from '../records.js';

/** Decides on one purchase in one transaction, once. Returns the reason of a refusal. */
export abstract class ArmLedger {
  abstract decide(purchase: Purchase): Promise<string | null>;
}

export interface AccountRow {
  readonly status: string;
  readonly balance_minor: bigint | string;
}

export function refusalOf(account: AccountRow | undefined, amountMinor: bigint): string | null {
  if (!account) return 'unknown-account';
  if (account.status !== 'open') return 'account-closed';
  return BigInt(account.balance_minor) < amountMinor ? 'insufficient-funds' : null;
}
