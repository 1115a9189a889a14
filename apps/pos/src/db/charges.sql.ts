import type { SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import type { Charge, NewCharge } from '../charge/charge.js';
import type { ChargeScope, LockedCharge, StoredCharge } from '../charge/charges.js';
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
  new Map(rows.map((row) => [row.idempotencyKey, { charge: chargeOf(row), fingerprint: row.fingerprint }]));

/** A column, its type in arrays, and its value. */
type Column = readonly [name: string, type: string, of: (charge: NewCharge) => unknown];

/** The columns that a key has already when it was cancelled before its request came. */
const KEY: readonly Column[] = [
  ['id', 'uuid', (c) => c.id],
  ['caller_id', 'text', (c) => c.merchantId],
  ['idempotency_key', 'text', (c) => c.idempotencyKey],
  ['kind', 'text', (c) => c.kind],
  ['merchant_id', 'text', (c) => c.merchantId],
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
/**
 * From these the database's clock makes `decide_by` and `confirm_by`: what is left of a till's wait as its statement goes
 * out. No bank's answer to a gate is late.
 */
const WAITS: readonly Column[] = [
  ['wait_ms', 'int', (c) => (c.kind === 'shop' ? Math.floor(c.deadline.leftMs()) : null)],
  ['confirm_after_ms', 'int', (c) => c.confirmAfterMs],
];
const PARAMETERS = [...KEY, ...REQUEST, ...WAITS];
const namesOf = (columns: readonly Column[]): string => columns.map(([name]) => name).join(', ');
const STORED = namesOf([...KEY, ...REQUEST]);
const ARRAYS = PARAMETERS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ');
const FILLED_IN = REQUEST.map(([name]) => `${name} = excluded.${name}`).join(', ');

/**
 * By key. Keys that the merchant has used before are not among them. A key that was cancelled before its request came is
 * filled in and stays cancelled. In the order of the keys, so that two callers with the same file cannot deadlock.
 */
export async function insertCharges(
  session: SqlSession,
  charges: readonly NewCharge[],
): Promise<Map<string, StoredCharge>> {
  const { rows } = await session.query<KeyedRow>(
    `INSERT INTO charge (${STORED}, status, ledger, requested_at, decide_by, confirm_by)
     SELECT ${STORED}, 'pending', 'open', now(), now() + wait_ms * interval '1 ms', now() + confirm_after_ms * interval '1 ms'
     FROM unnest(${ARRAYS}) AS new (${namesOf(PARAMETERS)})
     ORDER BY idempotency_key
     ON CONFLICT (caller_id, idempotency_key) DO UPDATE SET ${FILLED_IN} WHERE charge.fingerprint IS NULL
     RETURNING ${KEY_COLUMNS}, ${CHARGE_COLUMNS}`,
    PARAMETERS.map(([, , of]) => charges.map(of)),
  );
  return byKey(rows);
}

export async function readByKeys(
  session: SqlSession,
  merchantId: string,
  idempotencyKeys: readonly string[],
): Promise<Map<string, StoredCharge>> {
  const { rows } = await session.query<KeyedRow>(
    `SELECT ${KEY_COLUMNS}, ${CHARGE_COLUMNS} FROM charge
     WHERE caller_id = $1 AND idempotency_key = ANY($2) AND fingerprint IS NOT NULL`,
    [merchantId, idempotencyKeys],
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

/** Part of the transaction that has locked the rows. */
export async function updateCharges(session: pg.PoolClient, charges: readonly LockedCharge[]): Promise<void> {
  if (charges.length === 0) return;
  await session.query({
    name: 'update-charges',
    text: `UPDATE charge SET status = c.status, ledger = c.ledger, reason = c.reason, decided_at = c.decided_at,
             confirm_by = c.confirm_by, reminders = c.reminders
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[])
             AS c (id, status, ledger, reason, decided_at, confirm_by, reminders)
           WHERE charge.id = c.id`,
    values: [
      charges.map((c) => c.id),
      charges.map((c) => c.status),
      charges.map((c) => c.ledger),
      charges.map((c) => c.reason),
      charges.map((c) => c.decidedAt),
      charges.map((c) => c.confirmBy),
      charges.map((c) => c.reminders),
    ],
  });
}

/** The row that has the key, whether it is a cancelled key or the charge of a request that has come. */
export async function insertCancelledKey(
  session: SqlSession,
  { id, merchantId, idempotencyKey, kind }: Pick<NewCharge, 'id' | 'merchantId' | 'idempotencyKey' | 'kind'>,
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

export const SETTLED_CHANNEL = 'charge_settled';

/** Part of the transaction: with its commit, callers that wait on any instance look at their row. */
export async function notifySettled(session: SqlSession, charges: readonly Charge[]): Promise<void> {
  if (charges.length === 0) return;
  await session.query(`SELECT pg_notify('${SETTLED_CHANNEL}', id) FROM unnest($1::text[]) AS settled (id)`, [
    charges.map(({ id }) => id),
  ]);
}
