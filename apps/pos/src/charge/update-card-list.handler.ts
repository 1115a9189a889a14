import type { CardChanged, CardEvent, Tombstone } from '@peaje/contracts';
import type { CardList } from './card-list.js';

type CardState = CardEvent | Tombstone;

/**
 * Debit has published states of its cards, in the order of their offsets. The newest version wins, however often it comes; a
 * tombstone ends its card, and a state that follows it begins anew with any version.
 */
export class UpdateCardList {
  constructor(private readonly cards: CardList) {}

  async execute(states: readonly CardState[]): Promise<void> {
    const changed = new Map<string, CardChanged>();
    const ended = new Set<string>();
    for (const state of states) {
      if (state.type === 'tombstone') {
        ended.add(state.key);
        changed.delete(state.key);
      } else if ((changed.get(state.data.token)?.version ?? 0) < state.data.version) {
        changed.set(state.data.token, state.data);
      }
    }
    await this.cards.write({ changed: [...changed.values()], ended: [...ended] });
  }
}
