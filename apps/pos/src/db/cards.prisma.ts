import { setTimeout as delay } from 'node:timers/promises';
import type { CardChanged, CardEvent, Tombstone } from '@peaje/contracts';
import type pg from 'pg';
import { CardList } from '../charge/card-list.js';
import { readCards, upsertCards } from './cards.sql.js';
import type { Card } from './generated/client.js';
import type { PosDatabase } from './pos-database.js';

/** A card that was issued a moment ago may still be on its way. */
const WAIT_FOR_NEW_CARD_MS = 300;
const LOOK_AGAIN_AFTER_MS = 30;

export class PrismaCardList extends CardList {
  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
    private readonly waitForNewCardMs = WAIT_FOR_NEW_CARD_MS,
  ) {
    super();
  }

  async find(tokens: readonly string[]): Promise<Map<string, CardChanged>> {
    const untilMs = performance.now() + this.waitForNewCardMs;
    for (;;) {
      const cards = await readCards(this.pool, tokens);
      if (cards.length === tokens.length || performance.now() >= untilMs) {
        return new Map(cards.map((card) => [card.token, cardOf(card)]));
      }
      await delay(LOOK_AGAIN_AFTER_MS);
    }
  }

  /** The newest version of each card wins, in whatever order and however often they come. */
  async apply(events: readonly (CardEvent | Tombstone)[]): Promise<void> {
    const newest = new Map<string, CardEvent | Tombstone>();
    for (const event of events) {
      const token = event.type === 'tombstone' ? event.key : event.data.token;
      if (versionOf(event) >= versionOf(newest.get(token))) newest.set(token, event);
    }
    const gone = [...newest].filter(([, event]) => event.type === 'tombstone').map(([token]) => token);
    const changed = [...newest.values()].flatMap((event) => (event.type === 'tombstone' ? [] : [event.data]));
    if (gone.length > 0) await this.prisma.card.deleteMany({ where: { token: { in: gone } } });
    if (changed.length > 0) await upsertCards(this.pool, changed);
  }
}

/** A tombstone ends whatever came before it. */
const versionOf = (event: CardEvent | Tombstone | undefined): number =>
  event === undefined ? 0 : event.type === 'tombstone' ? Infinity : event.data.version;

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
