import type { ChargeFacts } from '@peaje/contracts';
import { fingerprintOf } from '@peaje/kernel';

/** What makes two messages about one charge id the same charge: who pays whom how much, with what. */
export function chargeFingerprint({ kind, accountId, card, amount, merchantId }: ChargeFacts): string {
  const parts = [kind, accountId, card.token, amount.value, amount.currency, merchantId];
  return fingerprintOf(parts);
}
