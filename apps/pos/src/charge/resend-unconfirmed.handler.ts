import { resend } from './charge-changes.js';
import type { Charges } from './charges.js';

const TOGETHER = 500;

/** Sends an event again, unchanged, when debit has not answered it for a minute or more. */
export class ResendUnconfirmed {
  constructor(private readonly charges: Charges) {}

  /** 500 events at most. Returns their number. */
  execute(): Promise<number> {
    return this.charges.change({ select: 'unconfirmed', limit: TOGETHER }, resend);
  }
}
