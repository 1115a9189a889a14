import { inTransactionAgain, rawSession } from '@peaje/chassis';
import { insertOutbox, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import { Cards, type CardState, type StoredCard } from '../ledger/cards.js';
import { cardEventRow, cardOf, changeCards } from './cards.sql.js';
import type { DebitDatabase } from './debit-database.js';

export class PrismaCards extends Cards {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
  }

  async find(token: string): Promise<StoredCard | null> {
    const row = await this.prisma.card.findUnique({ where: { token } });
    return row && cardOf(row);
  }

  async insert(card: StoredCard): Promise<boolean> {
    const event = cardEventRow(card);
    const created = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.card.createMany({ data: [card], skipDuplicates: true });
      if (count > 0) await insertOutbox(rawSession(tx), [event]);
      return count > 0;
    });
    if (created) this.relay.offer([event]);
    return created;
  }

  async change(token: string, decide: (state: CardState) => StoredCard): Promise<StoredCard | null> {
    const { cards, events } = await inTransactionAgain(this.pool, (session) =>
      changeCards(session, [token], decide),
    );
    this.relay.offer(events);
    return cards[0] ?? null;
  }
}
