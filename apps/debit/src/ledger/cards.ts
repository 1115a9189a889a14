import { Refusal } from '@peaje/kernel';
import type { Card } from './ledger.js';

/** A card with what the gates and tills see of it. */
export interface StoredCard extends Card {
  /** Since when it is on the gates' deny list; null when it is not. */
  readonly deniedSince: string | null;
  /** Counts its states: a newer one replaces an older one. */
  readonly version: number;
}

/** A card under its lock. */
export interface CardState {
  readonly card: StoredCard;
  /** When its oldest open debt was incurred; null when it owes nothing. */
  readonly owesSince: string | null;
}

/** The port to cards. Each state is stored with its event, in one commit. */
export abstract class Cards {
  abstract find(token: string): Promise<StoredCard | null>;

  /** False: the token is taken, and nothing is stored. */
  abstract insert(card: StoredCard): Promise<boolean>;

  /**
   * One transaction: locks the card, reads, lets `decide` make its next state, stores it with its event. The card as it
   * is now; null when there is none.
   */
  abstract change(token: string, decide: (state: CardState) => StoredCard): Promise<StoredCard | null>;

  /** @throws Refusal not-found */
  async get(token: string): Promise<StoredCard> {
    return (await this.find(token)) ?? refuseUnknownCard();
  }
}

export function refuseUnknownCard(): never {
  throw new Refusal('not-found', { detail: 'there is no card with this token' });
}
