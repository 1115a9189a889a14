import type pg from 'pg';
import type { Card as ChangedCard } from './generated/client.js';

export type { ChangedCard };

/**
 * What changes a card. Each locks the row first and looks at debts in a statement of its own, so that it sees a debt
 * whose transaction it has waited for.
 */

const CARD_COLUMNS = `token, account_id AS "accountId", product, last4, expires, status, denied_since AS "deniedSince", version`;

const OWES = `EXISTS (SELECT FROM debt WHERE card_token = $1 AND recovered_at IS NULL)`;

const lockCard = (session: pg.PoolClient, token: string) =>
  session.query('SELECT FROM card WHERE token = $1 FOR NO KEY UPDATE', [token]);

/** On the deny list from now on; a card that is on it stays since when it was. The cards that changed. */
export async function denyCards(
  session: pg.PoolClient,
  tokens: readonly string[],
  since: string,
): Promise<ChangedCard[]> {
  const { rows } = await session.query<ChangedCard>(
    `UPDATE card SET denied_since = $2, version = version + 1
     WHERE token IN (SELECT token FROM card WHERE token = ANY($1) AND denied_since IS NULL ORDER BY token FOR NO KEY UPDATE)
     RETURNING ${CARD_COLUMNS}`,
    [tokens, since],
  );
  return rows;
}

/** Off the deny list, unless it is blocked or owes more. The changed card, if it changed. */
export async function releaseCard(session: pg.PoolClient, token: string): Promise<ChangedCard | undefined> {
  await lockCard(session, token);
  const { rows } = await session.query<ChangedCard>(
    `UPDATE card SET denied_since = NULL, version = version + 1
     WHERE token = $1 AND status = 'active' AND denied_since IS NOT NULL AND NOT ${OWES}
     RETURNING ${CARD_COLUMNS}`,
    [token],
  );
  return rows[0];
}

/** Blocked: on the deny list. Active again: off it, unless it owes. The changed card, if it changed. */
export async function changeCardStatus(
  session: pg.PoolClient,
  token: string,
  status: 'active' | 'blocked',
): Promise<ChangedCard | undefined> {
  await lockCard(session, token);
  const { rows } = await session.query<ChangedCard>(
    `UPDATE card SET status = $2::text, version = version + 1,
       denied_since = CASE WHEN $2::text = 'blocked' THEN coalesce(denied_since, now()) WHEN ${OWES} THEN denied_since END
     WHERE token = $1 AND status <> $2::text
     RETURNING ${CARD_COLUMNS}`,
    [token, status],
  );
  return rows[0];
}
