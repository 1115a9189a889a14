import { resend } from './charge-changes.js';
import type { Charges } from './charges.js';

/**
 * A lost event is rare. Many unanswered ones mean that debit is behind, and each copy puts it further behind: it reads
 * the copies before the next charges.
 */
const TOGETHER = 10;

/** Sends an event again, unchanged, when debit has not answered it for a minute or more. */
export class ResendUnconfirmed {
  constructor(private readonly charges: Charges) {}

  /** Ten events at most. Returns their number. */
  execute(): Promise<number> {
    return this.charges.change({ select: 'unconfirmed', limit: TOGETHER }, resend);
  }
}
