import type { CardStatus } from '@peaje/contracts';
import type { CardState, StoredCard } from './cards.js';

/** A card is on the gates' deny list while it is blocked or owes, and since the first of the two. */
const deniedSince = (status: CardStatus, card: StoredCard, since: string | null): string | null =>
  status === 'active' && since === null ? null : (card.deniedSince ?? since);

/** The card after its debts have changed. The same card when that changes nothing. */
export function afterDebts({ card, owesSince }: CardState): StoredCard {
  return changed(card, card.status, deniedSince(card.status, card, owesSince));
}

/** The card after the bank has blocked it or made it active again. The same card when it was so before. */
export function withStatus({ card, owesSince }: CardState, status: CardStatus, now: string): StoredCard {
  const since = status === 'blocked' ? now : owesSince;
  return card.status === status ? card : changed(card, status, deniedSince(status, card, since));
}

function changed(card: StoredCard, status: CardStatus, since: string | null): StoredCard {
  if (card.status === status && card.deniedSince === since) return card;
  return { ...card, status, deniedSince: since, version: card.version + 1 };
}
