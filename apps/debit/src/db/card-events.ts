import { cards, type CardView } from '@peaje/contracts';
import { outboxRow, type OutboxRow } from '@peaje/messaging';
import { cardChanged } from '../ledger/state-events.js';
import type { Card } from './generated/client.js';

export const cardView = (card: Card): CardView => ({
  token: card.token,
  accountId: card.accountId,
  product: card.product as CardView['product'],
  last4: card.last4,
  expires: card.expires,
  status: card.status as CardView['status'],
  deniedSince: card.deniedSince?.toISOString() ?? null,
  version: card.version,
});

/** The event of a card's state, to be stored in the commit that made it. */
export const cardEventRow = (card: Card): OutboxRow =>
  outboxRow(cards, cardChanged(cardView(card), new Date().toISOString()));
