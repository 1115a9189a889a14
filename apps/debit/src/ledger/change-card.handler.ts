import type { CardStatus } from '@peaje/contracts';
import type { Clock } from '@peaje/kernel';
import { refuseUnknownCard, type Cards, type StoredCard } from './cards.js';
import { withStatus } from './deny-list.js';

/** Blocks a card, or makes it active again. */
export class ChangeCard {
  constructor(
    private readonly cards: Cards,
    private readonly clock: Clock,
  ) {}

  /** The card as it is now. @throws Refusal not-found */
  async execute(token: string, status: CardStatus): Promise<StoredCard> {
    const now = this.clock.now().toISOString();
    const card = await this.cards.change(token, (state) => withStatus(state, status, now));
    return card ?? refuseUnknownCard();
  }
}
