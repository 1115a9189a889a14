import { setTimeout as delay } from 'node:timers/promises';
import type { CardChanged, CardEvent, Tombstone } from '@peaje/contracts';
import type pg from 'pg';
import { CardList } from '../charge/card-list.js';
import type { Card } from './generated/client.js';
import type { PosDatabase } from './pos-database.js';

/** A card that was issued a moment ago may still be on its way. */
const WAIT_FOR_NEW_CARD_MS = 300;
const LOOK_AGAIN_AFTER_MS = 30;

export class PrismaCardList extends CardList {
  constructor(
    private readonly prisma: PosDatabase,
    private readonly pool: pg.Pool,
  ) {
    super();
  }

  async find(tokens: readonly string[]): Promise<Map<string, CardChanged>> {
    const untilMs = performance.now() + WAIT_FOR_NEW_CARD_MS;
    for (;;) {
      const cards = await this.prisma.card.findMany({ where: { token: { in: [...tokens] } } });
      if (cards.length === tokens.length || performance.now() >= untilMs) {
        return new Map(cards.map((card) => [card.token, cardOf(card)]));
      }
      await delay(LOOK_AGAIN_AFTER_MS);
    }
  }

  /** The newest version of each card wins, in whatever order and however often they come. */
  async apply(events: readonly (CardEvent | Tombstone)[]): Promise<void> {
    const newest = new Map<string, CardEvent | Tombstone>();
    for (const event of events) newest.set(event.type === 'tombstone' ? event.key : event.data.token, event);
    const gone = [...newest].filter(([, event]) => event.type === 'tombstone').map(([token]) => token);
    const changed = [...newest.values()].flatMap((event) => (event.type === 'tombstone' ? [] : [event.data]));
    if (gone.length > 0) await this.prisma.card.deleteMany({ where: { token: { in: gone } } });
    if (changed.length > 0) await upsertCards(this.pool, changed);
  }
}

async function upsertCards(pool: pg.Pool, changed: readonly CardChanged[]): Promise<void> {
  await pool.query(
    `INSERT INTO card (token, account_id, product, last4, expires, status, denied_since, version)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::int[])
     ON CONFLICT (token) DO UPDATE
     SET expires = excluded.expires, status = excluded.status, denied_since = excluded.denied_since, version = excluded.version
     WHERE card.version < excluded.version`,
    [
      changed.map((c) => c.token),
      changed.map((c) => c.accountId),
      changed.map((c) => c.product),
      changed.map((c) => c.last4),
      changed.map((c) => c.expires),
      changed.map((c) => c.status),
      changed.map((c) => c.deniedSince),
      changed.map((c) => c.version),
    ],
  );
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
