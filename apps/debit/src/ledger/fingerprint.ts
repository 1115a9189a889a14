import type { ChargeFacts } from '@peaje/contracts';
import { fingerprintOf } from '@peaje/kernel';

/** Two messages about one charge id are the same charge when payer, payee, amount and card agree. */
export function chargeFingerprint({ kind, accountId, card, amount, merchantId }: ChargeFacts): string {
  const parts = [kind, accountId, card.token, amount.value, amount.currency, merchantId];
  return fingerprintOf(parts);
}
