import type pg from 'pg';
import type { Posting } from '../ledger/ledger.js';
import type { KeyClaim, KeyedPosting } from '../ledger/postings.js';
import { postingOf, type PostingRow } from './postings.sql.js';

export type Key = Pick<KeyClaim, 'callerId' | 'idempotencyKey'>;

/** Names a key of a caller. */
export const keyName = ({ callerId, idempotencyKey }: Key): string =>
  JSON.stringify([callerId, idempotencyKey]);

/** Claims the key and does the work; for a key that was claimed before, reads its posting instead. */
export async function onceForKey(
  session: pg.PoolClient,
  claim: KeyClaim,
  work: () => Promise<Posting>,
): Promise<KeyedPosting> {
  const claimed = await claimKeys(session, [claim]);
  if (claimed.size === 1) return { created: true, fingerprint: claim.fingerprint, value: await work() };
  return (await readClaimed(session, [claim])).get(keyName(claim))!;
}

/**
 * Waits for other transactions that have claimed the same keys. Deposits and recoveries share this table. Returns the names
 * of the keys that nobody had claimed.
 */
export async function claimKeys(
  session: pg.PoolClient,
  claims: readonly KeyClaim[],
): Promise<ReadonlySet<string>> {
  const { rows } = await session.query<Key>({
    name: 'claim-keys',
    text: `INSERT INTO deposit (caller_id, idempotency_key, fingerprint, posting_id)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ORDER BY 1, 2
           ON CONFLICT (caller_id, idempotency_key) DO NOTHING
           RETURNING caller_id AS "callerId", idempotency_key AS "idempotencyKey"`,
    values: [
      ...keysOf(claims),
      claims.map(({ fingerprint }) => fingerprint),
      claims.map(({ postingId }) => postingId),
    ],
  });
  return new Set(rows.map(keyName));
}

/** By the name of the key. */
export async function readClaimed(
  session: pg.PoolClient,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, KeyedPosting>> {
  if (keys.length === 0) return new Map();
  const { rows } = await session.query<Key & PostingRow & { fingerprint: string }>({
    name: 'read-claimed',
    text: `SELECT caller_id AS "callerId", idempotency_key AS "idempotencyKey", fingerprint, id, kind,
                  charge_id AS "chargeId", from_account AS "fromAccount", to_account AS "toAccount",
                  amount_minor AS "amountMinor", currency, at
           FROM unnest($1::text[], $2::text[]) AS key (caller_id, idempotency_key)
           JOIN deposit USING (caller_id, idempotency_key) JOIN posting ON posting.id = posting_id`,
    values: keysOf(keys),
  });
  return new Map(
    rows.map((row) => [
      keyName(row),
      { created: false, fingerprint: row.fingerprint, value: postingOf(row) },
    ]),
  );
}

/** Gives keys back that this transaction has claimed. */
export async function releaseKeys(session: pg.PoolClient, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return;
  await session.query(
    `DELETE FROM deposit USING unnest($1::text[], $2::text[]) AS key (caller_id, idempotency_key)
     WHERE deposit.caller_id = key.caller_id AND deposit.idempotency_key = key.idempotency_key`,
    keysOf(keys),
  );
}

const keysOf = (keys: readonly Key[]): string[][] => [
  keys.map(({ callerId }) => callerId),
  keys.map(({ idempotencyKey }) => idempotencyKey),
];
