import type { CardChanged } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';

/** What is refused before it becomes an event: nothing is stored and the idempotency key stays free. */

export function knownCard(card: CardChanged | undefined): CardChanged {
  if (card) return card;
  throw new Refusal('unknown-card', {
    field: 'card.token',
    detail: 'no card has this token: check it with the card issuer',
  });
}

/** A gate cannot ask the driver for another card, so what may not pay is refused at once. */
export function admitToGate(card: CardChanged, passedAt: string): CardChanged {
  if (card.product === 'prepaid') {
    throw new Refusal('prepaid-not-accepted', {
      field: 'card.token',
      detail: 'toll gates take credit and debit cards only: ask for another card',
    });
  }
  if (card.deniedSince !== null && card.deniedSince <= passedAt) {
    throw new Refusal('card-denied', {
      field: 'card.token',
      detail: 'this card was on the deny list when the car passed: ask for another card',
    });
  }
  return card;
}

/** What a charge keeps of its card: enough for debit, nothing of the number. */
export const cardFacts = ({ accountId, token, last4, product }: CardChanged) => ({
  accountId,
  cardToken: token,
  cardLast4: last4,
  cardProduct: product,
});
