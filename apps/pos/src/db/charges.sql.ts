import { inOneStatement } from '@peaje/chassis';
import { ClockReading } from '@peaje/kernel';
import {
  insertIntoOutbox,
  ONCE_IN_OUTBOX,
  outboxParameters,
  type OutboxRow,
  type SqlSession,
} from '@peaje/messaging';
import type pg from 'pg';
import { keyName, type Charge, type ChargeKey, type NewCharge } from '../charge/charge.js';
import type { ChargeScope, KnownCharges, LockedCharge, StoredCharge } from '../charge/charges.js';
import {
  CHARGE_COLUMNS,
  chargeOf,
  LOCKED_COLUMNS,
  lockedChargeOf,
  type LockedRow,
  type SqlChargeRow,
} from './charge-row.js';

/** The hot statements of pos. Times are the database's: one clock judges every deadline. */

type KeyedRow = SqlChargeRow & { readonly idempotencyKey: string; readonly fingerprint: string };

const KEY_COLUMNS = 'idempotency_key AS "idempotencyKey", fingerprint';

const byKey = (rows: readonly KeyedRow[]): Map<string, StoredCharge> =>
  new Map(rows.map((row) => [keyName(row), { charge: chargeOf(row), fingerprint: row.fingerprint }]));

/** A column, its type in arrays, and its value. */
type Column = readonly [name: string, type: string, of: (charge: NewCharge) => unknown];

/** The columns that a key has already when it was cancelled before its request came. */
const KEY: readonly Column[] = [
  ['id', 'uuid', (c) => c.id],
  ['caller_id', 'text', (c) => c.merchantId],
  ['idempotency_key', 'text', (c) => c.idempotencyKey],
  ['kind', 'text', (c) => c.kind],
  ['merchant_id', 'text', (c) => c.merchantId],
  ['status', 'text', (c) => c.status],
  ['ledger', 'text', (c) => c.ledger],
  ['requested_at', 'timestamptz', (c) => c.requestedAt],
  ['decide_by', 'timestamptz', (c) => c.decideBy],
  ['confirm_by', 'timestamptz', (c) => c.confirmBy],
];
/** The columns that its request fills in. */
const REQUEST: readonly Column[] = [
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
const COLUMNS = [...KEY, ...REQUEST];
const NAMES = COLUMNS.map(([name]) => name).join(', ');
const ARRAYS = COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ');
const FILLED_IN = REQUEST.map(([name]) => `${name} = excluded.${name}`).join(', ');

/**
 * Stores charges and their request events, by key. Keys that their merchant has used before are not among the result. A key
 * that was cancelled before its request came is filled in and stays cancelled, and its event is left out. In the order of
 * the keys, so that two callers with the same file cannot deadlock.
 */
export async function insertCharges(
  pool: pg.Pool,
  charges: readonly NewCharge[],
  events: readonly OutboxRow[],
): Promise<Map<string, StoredCharge>> {
  const rows = await inOneStatement<KeyedRow>(pool, {
    name: 'insert-charges',
    text: `WITH stored AS (
       INSERT INTO charge (${NAMES})
       SELECT ${NAMES} FROM unnest(${ARRAYS}) AS new (${NAMES})
       ORDER BY caller_id, idempotency_key
       ON CONFLICT (caller_id, idempotency_key) DO UPDATE SET ${FILLED_IN} WHERE charge.fingerprint IS NULL
       RETURNING ${KEY_COLUMNS}, ${CHARGE_COLUMNS}
     ), requested AS (
       ${insertIntoOutbox(COLUMNS.length + 1)}
       JOIN stored ON event.id = stored.id || '.requested' AND stored.status = 'pending'
       ${ONCE_IN_OUTBOX}
     )
     SELECT * FROM stored`,
    values: [...COLUMNS.map(([, , of]) => charges.map(of)), ...outboxParameters(events)],
  });
  return byKey(rows);
}

/** The charges of these keys, and the database's clock. */
export async function readByKeys(pool: pg.Pool, keys: readonly ChargeKey[]): Promise<KnownCharges> {
  const { rows } = await pool.query<KeyedRow & { readonly readAt: Date }>({
    name: 'read-by-keys',
    text: `SELECT now() AS "readAt", known.* FROM (VALUES (1)) AS once LEFT JOIN (
         SELECT ${KEY_COLUMNS}, ${CHARGE_COLUMNS}
         FROM unnest($1::text[], $2::text[]) AS key (caller_id, idempotency_key)
         JOIN charge USING (caller_id, idempotency_key)
         WHERE fingerprint IS NOT NULL
       ) AS known ON true`,
    values: [keys.map((key) => key.merchantId), keys.map((key) => key.idempotencyKey)],
  });
  const clock = new ClockReading(rows[0]!.readAt);
  return { charges: byKey(rows.filter(({ fingerprint }) => fingerprint !== null)), clock };
}

export async function readCharges(session: SqlSession, ids: readonly string[]): Promise<Charge[]> {
  const { rows } = await session.query<SqlChargeRow>(
    `SELECT ${CHARGE_COLUMNS} FROM charge WHERE id = ANY($1::uuid[])`,
    [ids],
  );
  return rows.map(chargeOf);
}

/** Locks the rows of a scope, and returns each as it was last committed. */
export async function lockCharges(session: pg.PoolClient, scope: ChargeScope): Promise<LockedCharge[]> {
  const { rows } = await session.query<LockedRow>({ name: `lock-${scope.select}`, ...lockOf(scope) });
  return rows.map(lockedChargeOf);
}

function lockOf(scope: ChargeScope): { readonly text: string; readonly values: unknown[] } {
  const select = `SELECT ${LOCKED_COLUMNS} FROM charge`;
  switch (scope.select) {
    case 'by-id':
      // In the order of the ids, so that two batches cannot deadlock.
      return {
        text: `${select} WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
        values: [scope.ids],
      };
    case 'overdue':
      return {
        text: `${select} WHERE status = 'pending' AND decide_by <= now() AND ($1::uuid[] IS NULL OR id = ANY($1::uuid[]))
               LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
        values: [scope.ids ?? null, scope.limit],
      };
    case 'unconfirmed':
      return {
        text: `${select} WHERE confirm_by <= now() ORDER BY confirm_by LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
        values: [scope.limit],
      };
  }
}

/** Reads the rows of these charges as they were last committed, and locks nothing. */
export async function readUnlocked(pool: pg.Pool, ids: readonly string[]): Promise<LockedCharge[]> {
  const { rows } = await pool.query<LockedRow>({
    name: 'read-unlocked',
    text: `SELECT ${LOCKED_COLUMNS} FROM charge WHERE id = ANY($1::uuid[])`,
    values: [ids],
  });
  return rows.map(lockedChargeOf);
}

interface StateChange {
  readonly before: LockedCharge;
  readonly after: LockedCharge;
}

/**
 * Writes each row that is still in the state before, in the commit that wakes the callers of other instances. Returns the
 * number of rows.
 */
export async function changeStates(
  session: pg.Pool | pg.PoolClient,
  changes: readonly StateChange[],
  notifications: readonly string[],
): Promise<number> {
  const before = changes.map((change) => change.before);
  const after = changes.map((change) => change.after);
  const { rows } = await session.query<{ changed: number }>({
    name: 'change-states',
    text: `WITH changed AS (
         UPDATE charge SET status = new.status, ledger = new.ledger, reason = new.reason, decided_at = new.decided_at,
           confirm_by = new.confirm_by, reminders = new.reminders
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[],
                     $8::text[], $9::text[], $10::int[])
           AS new (id, status, ledger, reason, decided_at, confirm_by, reminders, old_status, old_ledger, old_reminders)
         WHERE charge.id = new.id AND charge.status = old_status AND charge.ledger = old_ledger
           AND charge.reminders = old_reminders
         RETURNING 1
       ), woken AS MATERIALIZED (
         SELECT pg_notify('${SETTLED_CHANNEL}', ids) FROM unnest($11::text[]) AS notification (ids)
       )
       SELECT (SELECT count(*)::int FROM changed) AS changed, (SELECT count(*) FROM woken)`,
    values: [
      after.map((c) => c.id),
      after.map((c) => c.status),
      after.map((c) => c.ledger),
      after.map((c) => c.reason),
      after.map((c) => c.decidedAt),
      after.map((c) => c.confirmBy),
      after.map((c) => c.reminders),
      before.map((c) => c.status),
      before.map((c) => c.ledger),
      before.map((c) => c.reminders),
      notifications,
    ],
  });
  return rows[0]!.changed;
}

/** The row that has the key, whether it is a cancelled key or the charge of a request that has come. */
export async function insertCancelledKey(
  session: SqlSession,
  { id, merchantId, idempotencyKey, kind }: ChargeKey & Pick<NewCharge, 'id' | 'kind'>,
): Promise<{ readonly id: string; readonly isEmpty: boolean; readonly decidedAt: Date | null }> {
  await session.query(
    `INSERT INTO charge (id, caller_id, idempotency_key, kind, status, reason, ledger, merchant_id, requested_at, decided_at)
     VALUES ($1, $2, $3, $4, 'cancelled', 'cancelled-by-caller', 'untouched', $2, now(), now())
     ON CONFLICT (caller_id, idempotency_key) DO NOTHING`,
    [id, merchantId, idempotencyKey, kind],
  );
  const { rows } = await session.query<{ id: string; isEmpty: boolean; decidedAt: Date | null }>(
    `SELECT id, fingerprint IS NULL AS "isEmpty", decided_at AS "decidedAt" FROM charge
     WHERE caller_id = $1 AND idempotency_key = $2`,
    [merchantId, idempotencyKey],
  );
  return rows[0]!;
}

/** With the commit, callers that wait on other instances look at their rows. */
export const SETTLED_CHANNEL = 'charge_settled';
