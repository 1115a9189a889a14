import type pg from 'pg';
import type { Posting } from '../ledger/ledger.js';
import type { KeyClaim, KeyedPosting } from '../ledger/postings.js';
import { readPosting } from './postings.sql.js';

/** Claims the key and does the work; for a key that was claimed before, reads its posting instead. */
export async function onceForKey(
  session: pg.PoolClient,
  claim: KeyClaim,
  work: () => Promise<Posting>,
): Promise<KeyedPosting> {
  const { callerId, idempotencyKey, fingerprint, postingId } = claim;
  // Waits for another transaction that has claimed the same key. Deposits and recoveries share this table.
  const { rowCount } = await session.query(
    `INSERT INTO deposit (caller_id, idempotency_key, fingerprint, posting_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (caller_id, idempotency_key) DO NOTHING`,
    [callerId, idempotencyKey, fingerprint, postingId],
  );
  if (rowCount === 1) return { created: true, fingerprint, value: await work() };
  const { rows } = await session.query<{ fingerprint: string; postingId: string }>(
    `SELECT fingerprint, posting_id AS "postingId" FROM deposit WHERE caller_id = $1 AND idempotency_key = $2`,
    [callerId, idempotencyKey],
  );
  const used = rows[0]!;
  return {
    created: false,
    fingerprint: used.fingerprint,
    value: await readPosting(session, used.postingId),
  };
}
