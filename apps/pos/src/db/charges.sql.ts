import { inTransaction } from '@peaje/chassis';
import type { SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import type { Charge, NewCharge } from '../charge/charge.js';
import type { Stored } from '../charge/charges.js';
import type { OutcomeChange } from '../charge/outcome-changes.js';
import { CHARGE_COLUMNS, chargeOf, type SqlChargeRow } from './charge-row.js';

/** The hot statements of pos. Times are the database's: one clock judges every deadline. */

/** A toll that waits, or a cancellation that is not confirmed, is said again after this. */
const IN_A_MINUTE = `now() + interval '60 s'`;

type KeyedRow = SqlChargeRow & { readonly idempotencyKey: string; readonly fingerprint: string };

const KEY_COLUMNS = 'idempotency_key AS "idempotencyKey", fingerprint';

const byKey = (rows: readonly KeyedRow[]): Map<string, Stored> =>
  new Map(rows.map((row) => [row.idempotencyKey, { charge: chargeOf(row), fingerprint: row.fingerprint }]));

/** The columns that a request fills in, each with its type in arrays and where it comes from. */
const REQUEST_COLUMNS: readonly (readonly [
  column: string,
  type: string,
  of: (charge: NewCharge) => unknown,
])[] = [
  ['id', 'uuid', (c) => c.id],
  ['caller_id', 'text', (c) => c.callerId],
  ['idempotency_key', 'text', (c) => c.idempotencyKey],
  ['kind', 'text', (c) => c.kind],
  ['merchant_id', 'text', (c) => c.merchantId],
  ['fingerprint', 'text', (c) => c.fingerprint],
  ['amount_minor', 'bigint', (c) => c.amountMinor],
  ['currency', 'text', (c) => c.currency],
  ['account_id', 'text', (c) => c.accountId],
  ['card_token', 'text', (c) => c.cardToken],
  ['card_last4', 'text', (c) => c.cardLast4],
  ['card_product', 'text', (c) => c.cardProduct],
  ['till_id', 'text', (c) => c.tillId],
  ['gate_id', 'text', (c) => c.gateId],
  ['lane_id', 'text', (c) => c.laneId],
  ['reference', 'text', (c) => c.reference],
  ['passed_at', 'timestamptz', (c) => c.passedAt],
];
const NAMES = REQUEST_COLUMNS.map(([column]) => column).join(', ');
const ARRAYS = REQUEST_COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ');
const WAIT_MS = `$${REQUEST_COLUMNS.length + 1}::int[]`;
/** All but the identity: what a key that was cancelled first does not have yet. */
const FILLED_IN = REQUEST_COLUMNS.slice(5)
  .map(([column]) => `${column} = excluded.${column}`)
  .join(', ');

/**
 * By key. Not among them: keys that the caller has used before. A key that was cancelled before its request came is
 * filled in and stays cancelled. In the order of the keys, so that two callers with the same file cannot deadlock.
 */
export async function insertCharges(
  session: SqlSession,
  charges: readonly NewCharge[],
): Promise<Map<string, Stored>> {
  const { rows } = await session.query<KeyedRow>(
    `INSERT INTO charge (${NAMES}, status, ledger, requested_at, decide_by, confirm_by)
     SELECT ${NAMES}, 'pending', 'open', now(), now() + wait_ms * interval '1 ms',
       CASE WHEN wait_ms IS NULL THEN ${IN_A_MINUTE} END
     FROM unnest(${ARRAYS}, ${WAIT_MS}) AS new (${NAMES}, wait_ms)
     ORDER BY idempotency_key
     ON CONFLICT (caller_id, idempotency_key) DO UPDATE SET ${FILLED_IN} WHERE charge.fingerprint IS NULL
     RETURNING ${KEY_COLUMNS}, ${CHARGE_COLUMNS}`,
    [...REQUEST_COLUMNS.map(([, , of]) => charges.map(of)), charges.map((c) => c.waitMs)],
  );
  return byKey(rows);
}

export async function readByKeys(
  session: SqlSession,
  callerId: string,
  idempotencyKeys: readonly string[],
): Promise<Map<string, Stored>> {
  const { rows } = await session.query<KeyedRow>(
    `SELECT ${KEY_COLUMNS}, ${CHARGE_COLUMNS} FROM charge
     WHERE caller_id = $1 AND idempotency_key = ANY($2) AND fingerprint IS NOT NULL`,
    [callerId, idempotencyKeys],
  );
  return byKey(rows);
}

export async function readCharges(session: SqlSession, ids: readonly string[]): Promise<Charge[]> {
  const { rows } = await session.query<SqlChargeRow>(
    `SELECT ${CHARGE_COLUMNS} FROM charge WHERE id = ANY($1::uuid[])`,
    [ids],
  );
  return rows.map(chargeOf);
}

/** The compare-and-set of the deadline: only what is pending and overdue by this database's clock. */
export async function cancelOverdueCharges(
  session: SqlSession,
  ids: readonly string[] | undefined,
  limit: number,
): Promise<Charge[]> {
  const { rows } = await session.query<SqlChargeRow>(
    `UPDATE charge SET status = 'cancelled', reason = 'deadline-passed', decided_at = now(), confirm_by = ${IN_A_MINUTE}
     WHERE id IN (
       SELECT id FROM charge
       WHERE status = 'pending' AND decide_by <= now() AND ($1::uuid[] IS NULL OR id = ANY($1::uuid[]))
       LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
     RETURNING ${CHARGE_COLUMNS}`,
    [ids ?? null, limit],
  );
  return rows.map(chargeOf);
}

/** Locks the rows in id order, lets `decide` say what changes, writes, and wakes all instances with the same commit. */
export async function changeCharges(
  pool: pg.Pool,
  ids: readonly string[],
  decide: (charges: ReadonlyMap<string, Charge>) => readonly OutcomeChange[],
): Promise<void> {
  await inTransaction(pool, async (session) => {
    const { rows } = await session.query<SqlChargeRow>({
      name: 'lock-charges',
      text: `SELECT ${CHARGE_COLUMNS} FROM charge WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
      values: [ids],
    });
    const changes = decide(new Map(rows.map((row) => [row.id, chargeOf(row)])));
    if (changes.length === 0) return;
    await session.query({
      name: 'change-charges',
      text: `UPDATE charge SET status = c.status, ledger = c.ledger, reason = c.reason, decided_at = c.decided_at,
               confirm_by = CASE WHEN c.status = 'cancelled' AND c.ledger IN ('open', 'debited') THEN charge.confirm_by END
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
               AS c (id, status, ledger, reason, decided_at)
             WHERE charge.id = c.id`,
      values: [
        changes.map((c) => c.id),
        changes.map((c) => c.status),
        changes.map((c) => c.ledger),
        changes.map((c) => c.reason),
        changes.map((c) => c.decidedAt),
      ],
    });
    await notifySettled(
      session,
      changes.map((c) => c.id),
    );
  });
}

/** What debit has not answered in time, to be said again: each time twice as much later, at most an hour. */
export async function takeUnconfirmed(session: SqlSession, limit: number): Promise<Charge[]> {
  const { rows } = await session.query<SqlChargeRow>(
    `UPDATE charge SET reminders = reminders + 1,
       confirm_by = now() + least(3600, 60 * 2 ^ least(reminders + 1, 6)) * interval '1 s'
     WHERE id IN (SELECT id FROM charge WHERE confirm_by <= now() ORDER BY confirm_by LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
     RETURNING ${CHARGE_COLUMNS}`,
    [limit],
  );
  return rows.map(chargeOf);
}

/** The compare-and-set of a caller's cancellation. */
export async function cancelCharge(
  session: SqlSession,
  id: string,
  merchantId: string,
): Promise<Charge | undefined> {
  const { rows } = await session.query<SqlChargeRow>(
    `UPDATE charge SET status = 'cancelled', reason = 'cancelled-by-caller', decided_at = now(), confirm_by = ${IN_A_MINUTE}
     WHERE id = $1 AND merchant_id = $2 AND status IN ('pending', 'approved')
     RETURNING ${CHARGE_COLUMNS}`,
    [id, merchantId],
  );
  return rows[0] && chargeOf(rows[0]);
}

/** The cancellation of a key whose request has not come. The row that has the key, if there was one before. */
export async function keepCancelledKey(
  session: SqlSession,
  key: {
    readonly id: string;
    readonly callerId: string;
    readonly idempotencyKey: string;
    readonly kind: string;
  },
): Promise<{ readonly id: string; readonly isEmpty: boolean; readonly decidedAt: Date | null }> {
  const { id, callerId, idempotencyKey, kind } = key;
  await session.query(
    `INSERT INTO charge (id, caller_id, idempotency_key, kind, status, reason, ledger, merchant_id, requested_at, decided_at)
     VALUES ($1, $2, $3, $4, 'cancelled', 'cancelled-by-caller', 'untouched', $2, now(), now())
     ON CONFLICT (caller_id, idempotency_key) DO NOTHING`,
    [id, callerId, idempotencyKey, kind],
  );
  const { rows } = await session.query<{ id: string; isEmpty: boolean; decidedAt: Date | null }>(
    `SELECT id, fingerprint IS NULL AS "isEmpty", decided_at AS "decidedAt" FROM charge
     WHERE caller_id = $1 AND idempotency_key = $2`,
    [callerId, idempotencyKey],
  );
  return rows[0]!;
}

export const SETTLED_CHANNEL = 'charge_settled';

export async function notifySettled(session: SqlSession, ids: readonly string[]): Promise<void> {
  await session.query(`SELECT pg_notify('${SETTLED_CHANNEL}', id) FROM unnest($1::text[]) AS settled (id)`, [
    ids,
  ]);
}
