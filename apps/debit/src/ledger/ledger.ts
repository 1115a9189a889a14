import type { CardProduct, CardStatus, ChargeFacts } from '@peaje/contracts';
import type { Currency } from '@peaje/kernel';
import type { StoredStatus } from './charge-table.js';

/** The ledger's own records, as the domain sees them. Amounts are bigint minor units. */

export type AccountKind = 'holder' | 'merchant' | 'bank';

/** Each kind has ids of its own: a holder and a merchant that chose the same one have two accounts (ADR 24). */
export interface AccountKey {
  readonly kind: AccountKind;
  readonly id: string;
}

/** An AccountKey as the key of a map. */
export const accountName = ({ kind, id }: AccountKey): string => `${kind} ${id}`;
export const holderName = (id: string): string => accountName({ kind: 'holder', id });

export interface Account {
  readonly id: string;
  readonly status: 'open' | 'closed';
  readonly currency: Currency;
  readonly balanceMinor: bigint;
}

export interface Card {
  readonly token: string;
  readonly accountId: string;
  readonly product: CardProduct;
  readonly last4: string;
  /** The last month in which it is good: `2030-12`. */
  readonly expires: string;
  readonly status: CardStatus;
}

export interface StoredCharge {
  readonly id: string;
  readonly fingerprint: string;
  readonly status: StoredStatus;
  readonly reason: string | null;
  readonly facts: ChargeFacts;
  /** The account's balance right after the debit; null when nothing moved. */
  readonly balanceAfterMinor: bigint | null;
  readonly decidedAt: string;
  /** When its money went back: that of an approved charge, or that of the recovered debt of a declined one. */
  readonly reversedAt: string | null;
  readonly reversedBalanceMinor: bigint | null;
}

/** The accounts between which each kind of posting moves money. */
export const SIDES = {
  charge: { from: 'holder', to: 'merchant' },
  reversal: { from: 'merchant', to: 'holder' },
  deposit: { from: 'bank', to: 'holder' },
  'debt-recovery': { from: 'holder', to: 'merchant' },
  'recovery-reversal': { from: 'merchant', to: 'holder' },
} as const satisfies Record<string, { from: AccountKind; to: AccountKind }>;

/** Money that moves, both sides in one: balanced by construction. */
export interface Posting {
  readonly id: string;
  readonly kind: keyof typeof SIDES;
  readonly chargeId: string | null;
  readonly from: string;
  readonly to: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly at: string;
}

export const fromKey = ({ kind, from }: Posting): AccountKey => ({ kind: SIDES[kind].from, id: from });
export const toKey = ({ kind, to }: Posting): AccountKey => ({ kind: SIDES[kind].to, id: to });

/** A toll that was declined: the car has passed, so the holder owes it. */
export interface Debt {
  /** The charge's id. */
  readonly id: string;
  readonly accountId: string;
  readonly cardToken: string;
  readonly merchantId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly reason: string;
  readonly incurredAt: string;
}

/** Whether a thing was stored now, or stood there already with the same contents: asking twice is asking once. */
export interface CreateResult<T> {
  readonly created: boolean;
  readonly value: T;
}

/** The state that a batch is decided on, read under the lock of its accounts. */
export interface LedgerView {
  /** By accountName. */
  readonly accounts: ReadonlyMap<string, Account>;
  readonly cards: ReadonlyMap<string, Card>;
  readonly charges: ReadonlyMap<string, StoredCharge>;
  /** Those of these charges whose debt was recovered. */
  readonly recovered: ReadonlySet<string>;
}

/** The changes that a batch makes. */
export interface LedgerChanges {
  readonly decided: readonly StoredCharge[];
  readonly reversed: readonly StoredCharge[];
  readonly postings: readonly Posting[];
  /** Each puts its card on the gates' deny list: see deny-list.ts. */
  readonly debts: readonly Debt[];
  /** Charges that were cancelled after they had become a debt: a debt that is still open is deleted. */
  readonly voidedDebts: readonly string[];
  /** Declined charges that were cancelled after their debt had been recovered: the debt is settled as cancelled. */
  readonly released: readonly StoredCharge[];
}

export interface LedgerScope {
  /** Accounts of holders and of merchants to lock; merchants are opened on first use. */
  readonly accountIds: readonly string[];
  readonly merchantIds: readonly string[];
  readonly chargeIds: readonly string[];
  readonly cardTokens: readonly string[];
}

/** The port to the books. */
export abstract class Ledger {
  /**
   * One transaction: locks the accounts in the order of their keys, reads, lets `decide` fold, writes, commits.
   * `decide` may run again after a conflict: it must be pure.
   */
  abstract transact<T extends LedgerChanges>(scope: LedgerScope, decide: (view: LedgerView) => T): Promise<T>;
}
