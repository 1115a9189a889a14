import type { ChargeFacts, ChargeRequestEvent } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import type { Charge } from './charge.js';

const SOURCE = '/peaje/pos';

/** The request event of a stored charge: from the row alone, so that sending it again is the same event. */
export function requestEvent(charge: Charge): ChargeRequestEvent {
  return {
    id: `${charge.id}.requested`,
    type: 'peaje.charge.requested.v1',
    source: SOURCE,
    subject: charge.id,
    time: charge.requestedAt,
    data: { ...factsOf(charge), decideBy: charge.decideBy },
  };
}

/** Goes out with the commit that made the charge *cancelled*; `decidedAt` is that moment. */
export function cancellationEvent(charge: Charge): ChargeRequestEvent {
  return {
    id: `${charge.id}.cancellation-requested`,
    type: 'peaje.charge.cancellation-requested.v1',
    source: SOURCE,
    subject: charge.id,
    time: charge.decidedAt ?? charge.requestedAt,
    data: {
      ...factsOf(charge),
      cause: charge.reason === 'cancelled-by-caller' ? 'caller' : 'deadline-passed',
    },
  };
}

/** The last request to debit about a charge. */
export const lastEvent = (charge: Charge): ChargeRequestEvent =>
  charge.status === 'pending' ? requestEvent(charge) : cancellationEvent(charge);

const factsOf = (charge: Charge): ChargeFacts => ({
  chargeId: charge.id,
  kind: charge.kind,
  accountId: charge.accountId,
  card: { token: charge.cardToken, last4: charge.cardLast4, product: charge.cardProduct },
  amount: money(charge.amountMinor, charge.currency),
  merchantId: charge.merchantId,
  tillId: charge.tillId,
  gateId: charge.gateId,
  laneId: charge.laneId,
  requestedAt: charge.requestedAt,
  passedAt: charge.passedAt,
});
