import type { TollPassageBody } from '@peaje/contracts';
import { minorOf, newId } from '@peaje/kernel';
import type { CardList } from './card-list.js';
import type { IdempotencyScope, NewCharge } from './charge.js';
import type { Charges } from './charges.js';
import { admitToGate, knownCard } from './edge-refusals.js';
import { fingerprintOf, takeCharge, type Taken } from './take-charge.js';

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
  execute({ operatorId, idempotencyKey, body }: TollPassage): Promise<Taken> {
    const scope = { callerId: operatorId, idempotencyKey, fingerprint: fingerprintOf(['toll', body]) };
    return takeCharge(this.charges, scope, () => this.admit(operatorId, body, scope));
  }

  private async admit(
    merchantId: string,
    body: TollPassageBody,
    scope: IdempotencyScope,
  ): Promise<NewCharge> {
    const passedAt = new Date(body.passedAt).toISOString();
    const card = admitToGate(knownCard(await this.cards.find(body.card.token)), passedAt);
    return {
      ...scope,
      id: newId(),
      kind: 'toll',
      amountMinor: minorOf(body.amount),
      currency: body.amount.currency,
      accountId: card.accountId,
      cardToken: card.token,
      cardLast4: card.last4,
      cardProduct: card.product,
      merchantId,
      tillId: null,
      gateId: body.gateId,
      laneId: body.laneId,
      reference: null,
      passedAt,
      waitMs: null,
    };
  }
}
