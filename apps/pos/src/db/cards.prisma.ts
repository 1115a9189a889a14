import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction, readTogether } from '@peaje/chassis';
import type { CardChanged } from '@peaje/contracts';
import type pg from 'pg';
import { CardList, type CardListChanges } from '../charge/card-list.js';
import { deleteCards, readCards, upsertCards } from './cards.sql.js';
import type { Card } from './generated/client.js';
import type { PosDatabase } from './pos-database.js';

/** A card that was issued a moment ago may still be on its way. */
const WAIT_FOR_NEW_CARD_MS = 300;
const LOOK_AGAIN_AFTER_MS = 30;

/** Cards that are asked for at the same moment are read together. */
export class PrismaCardList extends CardList {
  private readonly readTogether = readTogether((tokens: readonly string[]) => this.read(tokens));

  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
    private readonly waitForNewCardMs = WAIT_FOR_NEW_CARD_MS,
  ) {
    super();
  }

  find(tokens: readonly string[]): Promise<ReadonlyMap<string, CardChanged>> {
    return this.readTogether(tokens);
  }

  async findNew(tokens: readonly string[]): Promise<ReadonlyMap<string, CardChanged>> {
    const untilMs = performance.now() + this.waitForNewCardMs;
    for (;;) {
      const cards = await this.read(tokens);
      if (cards.size === tokens.length || performance.now() >= untilMs) return cards;
      await delay(LOOK_AGAIN_AFTER_MS);
    }
  }

  private async read(tokens: readonly string[]): Promise<ReadonlyMap<string, CardChanged>> {
    const cards = await readCards(this.pool, tokens);
    return new Map(cards.map((card) => [card.token, cardOf(card)]));
  }

  async write({ changed, ended }: CardListChanges): Promise<void> {
    await inTransaction(this.pool, async (session) => {
      if (ended.length > 0) await deleteCards(session, ended);
      if (changed.length > 0) await upsertCards(session, changed);
    });
  }
}

const cardOf = (card: Card): CardChanged => ({
  token: card.token,
  accountId: card.accountId,
  product: card.product as CardChanged['product'],
  last4: card.last4,
  expires: card.expires,
  status: card.status as CardChanged['status'],
  deniedSince: card.deniedSince?.toISOString() ?? null,
  version: card.version,
});
