import type { CardChanged } from '@peaje/contracts';

/** The port to the card list: what debit has published of each card, kept in pos's own database. */
export abstract class CardList {
  /** May wait some hundred ms for a card that was issued a moment ago. */
  abstract find(token: string): Promise<CardChanged | undefined>;
}
