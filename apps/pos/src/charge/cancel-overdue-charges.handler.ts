import { cancelOverdue } from './charge-changes.js';
import type { Charges } from './charges.js';

const TOGETHER = 500;

/**
 * Cancels charges past their deadline. Ids that come while one transaction runs go into the next: a thousand tills whose
 * waits end together cost three transactions, not a thousand.
 */
export class CancelOverdueCharges {
  private readonly waiting = new Set<string>();
  private cancelling: Promise<void> | undefined;

  constructor(private readonly charges: Charges) {}

  /** Returns after the attempt. The row says whether it was cancelled or the bank came first. */
  one(id: string): Promise<void> {
    this.waiting.add(id);
    return (this.cancelling ??= this.cancelWaiting().finally(() => (this.cancelling = undefined)));
  }

  /** Overdue charges of any instance, 500 a transaction, as long as a transaction is full. Returns their number. */
  async any(): Promise<number> {
    let cancelled = 0;
    for (;;) {
      const together = await this.charges.change({ select: 'overdue', limit: TOGETHER }, cancelOverdue);
      cancelled += together;
      if (together < TOGETHER) return cancelled;
    }
  }

  private async cancelWaiting(): Promise<void> {
    while (this.waiting.size > 0) {
      const ids = [...this.waiting].slice(0, TOGETHER);
      for (const id of ids) this.waiting.delete(id);
      await this.charges.change({ select: 'overdue', ids, limit: TOGETHER }, cancelOverdue);
    }
  }
}
