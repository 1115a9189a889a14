import { GroupCommit, inTransactionAgain } from '@peaje/chassis';
import type { Relay } from '@peaje/messaging';
import type pg from 'pg';
import { Cards, type CardState, type StoredCard } from '../ledger/cards.js';
import { cardEventRow, cardOf, changeCards, insertCards } from './cards.sql.js';
import type { DebitDatabase } from './debit-database.js';

/** Cards that are issued at the same moment are stored in one commit. */
export class PrismaCards extends Cards {
  private readonly oneInsert: GroupCommit<StoredCard, boolean>;

  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
    this.oneInsert = new GroupCommit((cards: readonly StoredCard[]) => this.insertTogether(cards), {
      keyOf: ({ token }) => token,
    });
  }

  async find(token: string): Promise<StoredCard | null> {
    const row = await this.prisma.card.findUnique({ where: { token } });
    return row && cardOf(row);
  }

  insert(card: StoredCard): Promise<boolean> {
    return this.oneInsert.run(card);
  }

  private async insertTogether(cards: readonly StoredCard[]): Promise<boolean[]> {
    const events = cards.map(cardEventRow);
    const issued = await insertCards(this.pool, cards, events);
    const isIssued = cards.map(({ token }) => issued.has(token));
    this.relay.offer(events.filter((_, index) => isIssued[index]));
    return isIssued;
  }

  async change(token: string, decide: (state: CardState) => StoredCard): Promise<StoredCard | null> {
    const { cards, events } = await inTransactionAgain(this.pool, (session) =>
      changeCards(session, [token], decide),
    );
    this.relay.offer(events);
    return cards[0] ?? null;
  }
}
