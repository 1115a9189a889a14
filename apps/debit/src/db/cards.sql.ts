import { inOneStatement } from '@peaje/chassis';
import { cards } from '@peaje/contracts';
import {
  insertIntoOutbox,
  ONCE_IN_OUTBOX,
  outboxParameters,
  outboxRow,
  replaceOutbox,
  type OutboxRow,
} from '@peaje/messaging';
import type pg from 'pg';
import type { CardState, StoredCard } from '../ledger/cards.js';
import { afterDebts } from '../ledger/deny-list.js';
import { cardChanged } from '../ledger/state-events.js';
import type { Card as CardRow } from './generated/client.js';

export interface ChangedCards {
  /** All that were found, as they are now. */
  readonly cards: readonly StoredCard[];
  /** Of those that changed; to be offered to the relay after the commit. */
  readonly events: readonly OutboxRow[];
}

/**
 * Stores what `decide` makes of each card, with an event. The cards are locked first, and their debts are read in a
 * statement of their own: it sees a debt whose transaction the lock waited for.
 */
export async function changeCards(
  session: pg.PoolClient,
  tokens: readonly string[],
  decide: (state: CardState) => StoredCard,
): Promise<ChangedCards> {
  if (tokens.length === 0) return { cards: [], events: [] };
  const before = await lockCards(session, tokens);
  const owesSince = await readOwesSince(session, tokens);
  const after = before.map((card) => decide({ card, owesSince: owesSince.get(card.token) ?? null }));
  const changed = after.filter((card, index) => card.version !== before[index]!.version);
  await updateCards(session, changed);
  const events = changed.map(cardEventRow);
  await replaceOutbox(session, events);
  return { cards: after, events };
}

/** After debts were stored, deleted or recovered in the same transaction. */
export async function updateDenyList(
  session: pg.PoolClient,
  tokens: readonly string[],
): Promise<readonly OutboxRow[]> {
  const { events } = await changeCards(session, tokens, afterDebts);
  return events;
}

/** Stores each new card whose token is free, with its event. Returns the tokens of those. */
export async function insertCards(
  pool: pg.Pool,
  issued: readonly StoredCard[],
  events: readonly OutboxRow[],
): Promise<ReadonlySet<string>> {
  const rows = await inOneStatement<{ token: string }>(pool, {
    name: 'insert-cards',
    text: `WITH issued AS (
         INSERT INTO card (token, account_id, product, last4, expires, status, denied_since, version)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                              $7::timestamptz[], $8::int[]) AS new (token)
         ORDER BY new.token
         ON CONFLICT DO NOTHING
         RETURNING token
       ), changed AS (
         ${insertIntoOutbox(9)} JOIN issued ON event.key = issued.token ${ONCE_IN_OUTBOX}
       )
       SELECT token FROM issued`,
    values: [
      issued.map(({ token }) => token),
      issued.map(({ accountId }) => accountId),
      issued.map(({ product }) => product),
      issued.map(({ last4 }) => last4),
      issued.map(({ expires }) => expires),
      issued.map(({ status }) => status),
      issued.map(({ deniedSince }) => deniedSince),
      issued.map(({ version }) => version),
      ...outboxParameters(events),
    ],
  });
  return new Set(rows.map(({ token }) => token));
}

async function lockCards(session: pg.PoolClient, tokens: readonly string[]): Promise<StoredCard[]> {
  const { rows } = await session.query<CardRow>(
    `SELECT token, account_id AS "accountId", product, last4, expires, status, denied_since AS "deniedSince", version
     FROM card WHERE token = ANY($1) ORDER BY token FOR NO KEY UPDATE`,
    [tokens],
  );
  return rows.map(cardOf);
}

async function readOwesSince(
  session: pg.PoolClient,
  tokens: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ token: string; since: Date }>(
    `SELECT card_token AS token, min(incurred_at) AS since FROM debt
     WHERE card_token = ANY($1) AND recovered_at IS NULL GROUP BY card_token`,
    [tokens],
  );
  return new Map(rows.map(({ token, since }) => [token, since.toISOString()]));
}

async function updateCards(session: pg.PoolClient, changed: readonly StoredCard[]): Promise<void> {
  if (changed.length === 0) return;
  await session.query(
    `UPDATE card SET status = c.status, denied_since = c.denied_since, version = c.version
     FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[]) AS c (token, status, denied_since, version)
     WHERE card.token = c.token`,
    [
      changed.map((c) => c.token),
      changed.map((c) => c.status),
      changed.map((c) => c.deniedSince),
      changed.map((c) => c.version),
    ],
  );
}

export const cardOf = (row: CardRow): StoredCard => ({
  token: row.token,
  accountId: row.accountId,
  product: row.product as StoredCard['product'],
  last4: row.last4,
  expires: row.expires,
  status: row.status as StoredCard['status'],
  deniedSince: row.deniedSince?.toISOString() ?? null,
  version: row.version,
});

/** The event of a card's state, to be stored in the commit that made it. */
export const cardEventRow = (card: StoredCard): OutboxRow =>
  outboxRow(cards, cardChanged(card, new Date().toISOString()));
