import type { CardEvent, Tombstone } from '@peaje/contracts';
import type { CardList } from './card-list.js';

type CardState = CardEvent | Tombstone;

/** Debit has published states of its cards. The newest version wins, in any order and however often it comes. */
export class UpdateCardList {
  constructor(private readonly cards: CardList) {}

  async execute(states: readonly CardState[]): Promise<void> {
    const newest = new Map<string, CardState>();
    for (const state of states) {
      const token = state.type === 'tombstone' ? state.key : state.data.token;
      if (versionOf(state) >= versionOf(newest.get(token))) newest.set(token, state);
    }
    const ended = [...newest].filter(([, state]) => state.type === 'tombstone').map(([token]) => token);
    const changed = [...newest.values()].flatMap((state) => (state.type === 'tombstone' ? [] : [state.data]));
    await this.cards.write({ changed, ended });
  }
}

/** A tombstone ends its card, whatever version came before. */
const versionOf = (state: CardState | undefined): number =>
  state === undefined ? 0 : state.type === 'tombstone' ? Infinity : state.data.version;
