import type pg from 'pg';

export interface LockedDebt {
  readonly id: string;
  readonly accountId: string;
  readonly cardToken: string;
  readonly merchantId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly recoveredAt: Date | null;
}

/** Deposits and recoveries share one table of used keys. */
export async function claimKey(
  session: pg.PoolClient,
  key: { callerId: string; idempotencyKey: string; fingerprint: string; postingId: string },
): Promise<'new' | 'same' | 'other'> {
  const { callerId, idempotencyKey, fingerprint, postingId } = key;
  const inserted = await session.query(
    `INSERT INTO deposit (caller_id, idempotency_key, fingerprint, posting_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (caller_id, idempotency_key) DO NOTHING`,
    [callerId, idempotencyKey, fingerprint, postingId],
  );
  if (inserted.rowCount === 1) return 'new';
  const { rows } = await session.query<{ fingerprint: string }>(
    'SELECT fingerprint FROM deposit WHERE caller_id = $1 AND idempotency_key = $2',
    [callerId, idempotencyKey],
  );
  return rows[0]?.fingerprint === fingerprint ? 'same' : 'other';
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

/** Account to merchant, locked in id order as the ledger does. False, and nothing moved, when the money is not there. */
export async function moveMoney(
  session: pg.PoolClient,
  debt: LockedDebt,
  postingId: string,
): Promise<boolean> {
  const { id, accountId, merchantId, amountMinor, currency } = debt;
  const { rows } = await session.query<{ id: string; enough: boolean }>(
    `SELECT id, balance_minor >= $2::bigint AS enough FROM account WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    [[accountId, merchantId], amountMinor],
  );
  if (!rows.find((row) => row.id === accountId)?.enough) return false;
  await session.query(
    `UPDATE account SET balance_minor = balance_minor + CASE id WHEN $1 THEN -$3::bigint ELSE $3::bigint END
     WHERE id IN ($1, $2)`,
    [accountId, merchantId, amountMinor],
  );
  await session.query(
    `INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
     VALUES ($1, 'debt-recovery', $2, $3, $4, $5, $6, now())`,
    [postingId, id, accountId, merchantId, amountMinor, currency],
  );
  await session.query('UPDATE debt SET recovered_at = now() WHERE id = $1', [id]);
  return true;
}
