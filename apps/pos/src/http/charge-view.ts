import type { ChargeView } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import type { CancelledKey, Charge } from '../charge/charge.js';

/** A charge as its caller sees it: no account, no key. */
export const chargeView = (charge: Charge): ChargeView => ({
  id: charge.id,
  kind: charge.kind,
  status: charge.status,
  reason: charge.reason,
  ledger: charge.ledger,
  amount: money(charge.amountMinor, charge.currency),
  card: { token: charge.cardToken, last4: charge.cardLast4 },
  merchantId: charge.merchantId,
  tillId: charge.tillId,
  gateId: charge.gateId,
  laneId: charge.laneId,
  reference: charge.reference,
  requestedAt: charge.requestedAt,
  decideBy: charge.decideBy,
  passedAt: charge.passedAt,
  decidedAt: charge.decidedAt,
});

/** A key that was cancelled before its request came: the amount and the card are not known. */
export const cancelledKeyView = ({ id, kind, merchantId, cancelledAt }: CancelledKey): ChargeView => ({
  id,
  kind,
  status: 'cancelled',
  reason: 'cancelled-by-caller',
  ledger: 'untouched',
  amount: null,
  card: null,
  merchantId,
  tillId: null,
  gateId: null,
  laneId: null,
  reference: null,
  requestedAt: cancelledAt,
  decideBy: null,
  passedAt: null,
  decidedAt: cancelledAt,
});
