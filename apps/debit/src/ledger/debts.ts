import type { DebtView, Page, PostingView } from '@peaje/contracts';
import type { Made, PageRequest } from './accounts.js';

export interface Recovery {
  readonly debtId: string;
  readonly callerId: string;
  readonly idempotencyKey: string;
}

/** The port to what holders owe. */
export abstract class Debts {
  /** Newest first; of one account or of all. */
  abstract list(accountId: string | undefined, page: PageRequest): Promise<Page<DebtView>>;
  /**
   * Takes the money now, as a posting of its own kind; the charge stays declined. When it was the card's last debt, the
   * card leaves the deny list. @throws Refusal not-found, insufficient-funds, already-recovered, idempotency-key-reused
   */
  abstract recover(recovery: Recovery): Promise<Made<PostingView>>;
}
