import type pg from 'pg';
import type { Posting } from '../ledger/ledger.js';

/** Money that the bank's staff moves, one posting at a time; what charges move is in ledger.sql.ts. */

/** Deposits and recoveries share one table of used keys. */
export async function claimKey(
  session: pg.PoolClient,
  key: { callerId: string; idempotencyKey: string; fingerprint: string; postingId: string },
): Promise<{ readonly state: 'new' | 'same' | 'other'; readonly postingId: string }> {
  const { callerId, idempotencyKey, fingerprint, postingId } = key;
  const inserted = await session.query(
    `INSERT INTO deposit (caller_id, idempotency_key, fingerprint, posting_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (caller_id, idempotency_key) DO NOTHING`,
    [callerId, idempotencyKey, fingerprint, postingId],
  );
  if (inserted.rowCount === 1) return { state: 'new', postingId };
  const { rows } = await session.query<{ fingerprint: string; posting_id: string }>(
    'SELECT fingerprint, posting_id FROM deposit WHERE caller_id = $1 AND idempotency_key = $2',
    [callerId, idempotencyKey],
  );
  const known = rows[0]!;
  return { state: known.fingerprint === fingerprint ? 'same' : 'other', postingId: known.posting_id };
}

/** Locks both accounts in id order, as the ledger does. Moves nothing when one is missing or a holder has not enough. */
export async function postMoney(
  session: pg.PoolClient,
  { id, kind, chargeId, from, to, amountMinor, currency, at }: Posting,
): Promise<'posted' | 'no-account' | 'insufficient-funds'> {
  const { rows } = await session.query<{ id: string; enough: boolean }>(
    `SELECT id, kind <> 'holder' OR balance_minor >= $2::bigint AS enough FROM account
     WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    [[from, to], amountMinor],
  );
  if (rows.length < 2) return 'no-account';
  if (!rows.find((row) => row.id === from)?.enough) return 'insufficient-funds';
  await session.query(
    `WITH moved AS (
       UPDATE account SET balance_minor = balance_minor + CASE id WHEN $4 THEN -$6::bigint ELSE $6::bigint END
       WHERE id IN ($4, $5))
     INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, kind, chargeId, from, to, amountMinor, currency, at],
  );
  return 'posted';
}
