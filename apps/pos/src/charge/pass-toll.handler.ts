import type { TollPassageBody } from '@peaje/contracts';
import { fingerprintOf, minorOf, type Refusal } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { AcceptedCharge, ChargeIntent } from './charge.js';

export interface TollPassage {
  readonly operatorId: string;
  readonly idempotencyKey: string;
  readonly body: TollPassageBody;
}

/** A car has passed: the answer is that the charge is safe, the decision comes later. */
export class PassToll {
  constructor(private readonly acceptCharges: AcceptCharges) {}

  /** @throws Refusal invalid-request, unknown-card, prepaid-not-accepted, card-denied, idempotency-key-reused */
  one(passage: TollPassage): Promise<AcceptedCharge> {
    return this.acceptCharges.one(intentOf(passage));
  }

  /** Passages of one operator, stored in one commit: an answer for each, in order. */
  many(passages: readonly TollPassage[]): Promise<(AcceptedCharge | Refusal)[]> {
    return this.acceptCharges.many(passages.map(intentOf));
  }
}

const intentOf = ({ operatorId, idempotencyKey, body }: TollPassage): ChargeIntent => ({
  kind: 'toll',
  merchantId: operatorId,
  idempotencyKey,
  fingerprint: fingerprintOf(['toll', { ...body, passedAt: exactInstant(body.passedAt) }]),
  formerFingerprint: fingerprintOf(['toll', body]),
  cardToken: body.card.token,
  amountMinor: minorOf(body.amount),
  currency: body.amount.currency,
  tillId: null,
  gateId: body.gateId,
  laneId: body.laneId,
  reference: null,
  passedAt: new Date(body.passedAt).toISOString(),
  deadline: null,
});

/**
 * One spelling for each instant: UTC with milliseconds, and finer digits where there are any. A repetition may write it
 * with another offset; one that names another microsecond is another passage.
 */
function exactInstant(text: string): string {
  const utc = new Date(text).toISOString();
  const finer = /\.\d{3}(\d*[1-9])/.exec(text)?.[1] ?? '';
  return utc.replace('Z', `${finer}Z`);
}
