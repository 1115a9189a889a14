import { createHash } from 'node:crypto';
import type { ChargeFacts } from '@peaje/contracts';

/** What makes two messages about one charge id the same charge: who pays whom how much, with what. */
export function fingerprintOf({ kind, accountId, card, amount, merchantId }: ChargeFacts): string {
  const parts = [kind, accountId, card.token, amount.value, amount.currency, merchantId];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
