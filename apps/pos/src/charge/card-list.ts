import type { CardChanged } from '@peaje/contracts';

/** The port to the card list: what debit has published of each card, kept in pos's own database. */
export abstract class CardList {
  /** By token. May wait some hundred ms for a card that was issued a moment ago. */
  abstract find(tokens: readonly string[]): Promise<ReadonlyMap<string, CardChanged>>;
}
