import type pg from 'pg';

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
