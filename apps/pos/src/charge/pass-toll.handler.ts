import type { TollPassageBody } from '@peaje/contracts';
import { fingerprintOf, minorOf, newId, type Refusal } from '@peaje/kernel';
import type { CardList } from './card-list.js';
import type { Charges } from './charges.js';
import { admitToGate, cardFacts, knownCard } from './edge-refusals.js';
import { takeCharge, takeCharges, type Taken, type Wanted } from './take-charges.js';

export interface TollPassage {
  readonly operatorId: string;
  readonly idempotencyKey: string;
  readonly body: TollPassageBody;
}

/** A car has passed: the answer is that the charge is safe, the decision comes later. */
export class PassToll {
  constructor(
    private readonly charges: Charges,
    private readonly cards: CardList,
  ) {}

  /** @throws Refusal unknown-card, prepaid-not-accepted, card-denied, idempotency-key-reused */
  one(passage: TollPassage): Promise<Taken> {
    return takeCharge(this.charges, this.cards, wantedOf(passage));
  }

  /** Passages of one operator, stored in one commit: an answer for each, in order. */
  many(passages: readonly TollPassage[]): Promise<(Taken | Refusal)[]> {
    return takeCharges(this.charges, this.cards, passages.map(wantedOf));
  }
}

function wantedOf({ operatorId, idempotencyKey, body }: TollPassage): Wanted {
  const scope = { callerId: operatorId, idempotencyKey, fingerprint: fingerprintOf(['toll', body]) };
  const passedAt = new Date(body.passedAt).toISOString();
  return {
    ...scope,
    cardToken: body.card.token,
    admit: (found) => ({
      ...scope,
      ...cardFacts(admitToGate(knownCard(found), passedAt)),
      id: newId(),
      kind: 'toll',
      amountMinor: minorOf(body.amount),
      currency: body.amount.currency,
      merchantId: operatorId,
      tillId: null,
      gateId: body.gateId,
      laneId: body.laneId,
      reference: null,
      passedAt,
      waitMs: null,
    }),
  };
}
