import type { CardChanged } from '@peaje/contracts';

export interface CardListChanges {
  readonly changed: readonly CardChanged[];
  /** Tokens of cards that have ended: deleted first, so that a card which comes back may begin with any version. */
  readonly ended: readonly string[];
}

/** The port to the card list: the state of each card as debit published it, in pos's own database. */
export abstract class CardList {
  /** By token. */
  abstract find(tokens: readonly string[]): Promise<ReadonlyMap<string, CardChanged>>;
  /** The same. Waits some hundred ms for cards that were issued a moment ago. */
  abstract findNew(tokens: readonly string[]): Promise<ReadonlyMap<string, CardChanged>>;
  /** In one transaction. A stored card stays as it is when its version is newer. */
  abstract write(changes: CardListChanges): Promise<void>;
}
