import type { Account, Debt, Posting } from './ledger.js';
import type { KeyClaim, KeyedPosting, Slice } from './postings.js';

export interface StoredDebt extends Debt {
  /** Null while it is open. */
  readonly recoveredAt: string | null;
  /** When its passage was cancelled after the recovery, and the money went back. */
  readonly cancelledAt: string | null;
}

/** A debt and the account that owes it, both under their locks. */
export interface DebtState {
  readonly debt: StoredDebt | undefined;
  readonly account: Account | undefined;
}

/** The port to what holders owe. */
export abstract class Debts {
  /** Newest first; of one account or of all. */
  abstract list(accountId: string | undefined, slice: Slice): Promise<readonly StoredDebt[]>;

  /**
   * One transaction: claims the key, locks the accounts of the debt and the debt, lets `decide` make the posting, stores
   * it and marks the debt as recovered. When it was the card's last debt, the card leaves the deny list with an event.
   * A key that was claimed before gets its stored posting. What `decide` throws leaves the key free.
   */
  abstract recover(
    claim: KeyClaim,
    debtId: string,
    decide: (state: DebtState) => Posting,
  ): Promise<KeyedPosting>;
}
