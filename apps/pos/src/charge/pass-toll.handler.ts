import type { TollPassageBody } from '@peaje/contracts';
import { fingerprintOf, minorOf, type Deadline, type Refusal } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { AcceptedCharge, ChargeIntent } from './charge.js';
import { knownInTime } from './outcome-unknown.js';

export interface TollPassage {
  readonly operatorId: string;
  readonly idempotencyKey: string;
  readonly body: TollPassageBody;
  /** Until when the gate waits for the charge to be safe. */
  readonly deadline: Deadline;
}

/** A car has passed: the answer is that the charge is safe, the decision comes later. */
export class PassToll {
  constructor(private readonly acceptCharges: AcceptCharges) {}

  /** @throws Refusal invalid-request, unknown-card, prepaid-not-accepted, card-denied, idempotency-key-reused, outcome-unknown */
  one(passage: TollPassage): Promise<AcceptedCharge> {
    return knownInTime(passage.deadline, this.acceptCharges.one(intentOf(passage)));
  }

  /** Passages of one operator with one deadline, stored in one commit: an answer for each, in order. @throws Refusal */
  async many(passages: readonly TollPassage[]): Promise<(AcceptedCharge | Refusal)[]> {
    const [first] = passages;
    if (!first) return [];
    return knownInTime(first.deadline, this.acceptCharges.many(passages.map(intentOf)));
  }
}

const intentOf = ({ operatorId, idempotencyKey, body, deadline }: TollPassage): ChargeIntent => ({
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
  deadline,
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
