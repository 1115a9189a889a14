import type { Charges } from './charges.js';

const TOGETHER = 500;

/**
 * Cancels what is past its deadline. What comes while one transaction runs goes into the next: a thousand tills whose
 * waits end together cost three transactions, not a thousand.
 */
export class OverdueCharges {
  private readonly waiting = new Set<string>();
  private cancelling: Promise<void> | undefined;

  constructor(private readonly charges: Charges) {}

  /** Returns after the attempt; whoever came first, this or the bank, is in the row. */
  cancel(id: string): Promise<void> {
    this.waiting.add(id);
    return (this.cancelling ??= this.cancelWaiting().finally(() => (this.cancelling = undefined)));
  }

  private async cancelWaiting(): Promise<void> {
    while (this.waiting.size > 0) {
      const ids = [...this.waiting].slice(0, TOGETHER);
      for (const id of ids) this.waiting.delete(id);
      await this.charges.cancelOverdue({ ids, limit: TOGETHER });
    }
  }
}
