import type { CardChanged } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import type { Card } from './generated/client.js';

/** Asked once a charge. */
export async function readCards(pool: pg.Pool, tokens: readonly string[]): Promise<Card[]> {
  const { rows } = await pool.query<Card>({
    name: 'read-cards',
    text: `SELECT token, account_id AS "accountId", product, last4, expires, status, denied_since AS "deniedSince", version
           FROM card WHERE token = ANY($1)`,
    values: [tokens],
  });
  return rows;
}

/** The newest version of a card wins. */
export async function upsertCards(session: SqlSession, changed: readonly CardChanged[]): Promise<void> {
  await session.query(
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

export async function deleteCards(session: SqlSession, tokens: readonly string[]): Promise<void> {
  await session.query('DELETE FROM card WHERE token = ANY($1)', [tokens]);
}
