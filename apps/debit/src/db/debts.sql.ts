import type pg from 'pg';
import { releaseCard, type ChangedCard } from './cards.sql.js';

export interface LockedDebt {
  readonly id: string;
  readonly accountId: string;
  readonly cardToken: string;
  readonly merchantId: string;
  /** bigint as text. */
  readonly amountMinor: string;
  readonly currency: string;
  readonly recoveredAt: Date | null;
}

export async function lockDebt(session: pg.PoolClient, id: string): Promise<LockedDebt | undefined> {
  const { rows } = await session.query<LockedDebt>(
    `SELECT id, account_id AS "accountId", card_token AS "cardToken", merchant_id AS "merchantId",
            amount_minor AS "amountMinor", currency, recovered_at AS "recoveredAt"
     FROM debt WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

export async function markRecovered(session: pg.PoolClient, id: string, at: string): Promise<void> {
  await session.query('UPDATE debt SET recovered_at = $2 WHERE id = $1', [id, at]);
}

/** What was cancelled is not owed. The cards that leave the deny list with it. */
export async function voidDebts(
  session: pg.PoolClient,
  chargeIds: readonly string[],
): Promise<ChangedCard[]> {
  if (chargeIds.length === 0) return [];
  const { rows } = await session.query<{ cardToken: string }>(
    `DELETE FROM debt WHERE id = ANY($1::uuid[]) AND recovered_at IS NULL RETURNING card_token AS "cardToken"`,
    [chargeIds],
  );
  const released: ChangedCard[] = [];
  for (const token of [...new Set(rows.map(({ cardToken }) => cardToken))].sort()) {
    const card = await releaseCard(session, token);
    if (card) released.push(card);
  }
  return released;
}
