import { resend } from './charge-changes.js';
import type { Charges } from './charges.js';

const TOGETHER = 500;

/** Sends again, as the same event, what debit has not answered for a minute or more. */
export class ResendUnconfirmed {
  constructor(private readonly charges: Charges) {}

  /** 500 at most; returns how many. */
  execute(): Promise<number> {
    return this.charges.change({ select: 'unconfirmed', limit: TOGETHER }, resend);
  }
}
