import { Refusal } from '@peaje/kernel';
import type { Accounts } from './accounts.js';
import type { Cards, StoredCard } from './cards.js';
import type { Card, CreateResult } from './ledger.js';

export type NewCard = Omit<Card, 'status'>;

/** Issues a card for a holder's account, once for a token. A card never changes its account, product or digits. */
export class IssueCard {
  constructor(
    private readonly accounts: Accounts,
    private readonly cards: Cards,
  ) {}

  /** @throws Refusal unknown-account, already-exists */
  async execute(card: NewCard): Promise<CreateResult<StoredCard>> {
    const account = await this.accounts.find(card.accountId, 'holder');
    if (!account) {
      throw new Refusal('unknown-account', {
        field: 'accountId',
        detail: 'open the account first: POST /v1/accounts',
      });
    }
    const created = await this.cards.insert({ ...card, status: 'active', deniedSince: null, version: 1 });
    const value = await this.cards.get(card.token);
    if (isSame(value, card)) return { created, value };
    throw new Refusal('already-exists', {
      field: 'token',
      detail: 'this token names another card: a card never changes its account, product or digits',
    });
  }
}

const isSame = (stored: NewCard, card: NewCard): boolean =>
  stored.accountId === card.accountId &&
  stored.product === card.product &&
  stored.last4 === card.last4 &&
  stored.expires === card.expires;
