import { inTransaction } from '@peaje/chassis';
import type { SqlSession } from '@peaje/messaging';
import type pg from 'pg';
import type { Charge, NewCharge } from '../charge/charge.js';
import type { OutcomeChange } from '../charge/outcome-changes.js';
import { CHARGE_COLUMNS, chargeOf, type SqlChargeRow } from './charge-row.js';

/** The hot statements of pos. Times are the database's: one clock judges every deadline. */

export interface Inserted {
  readonly charge: Charge;
  readonly fingerprint: string;
}

/**
 * Nothing when the caller has used the key before. A key that was cancelled before its request came is filled in and
 * stays cancelled.
 */
export async function insertCharge(session: SqlSession, charge: NewCharge): Promise<Inserted | undefined> {
  const { rows } = await session.query<SqlChargeRow & { fingerprint: string }>(
    `INSERT INTO charge (id, caller_id, idempotency_key, fingerprint, kind, status, ledger, amount_minor, currency, account_id,
       card_token, card_last4, card_product, merchant_id, till_id, gate_id, lane_id, reference, passed_at, requested_at, decide_by)
     VALUES ($1, $2, $3, $4, $5, 'pending', 'open', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
       now(), now() + $18 * interval '1 ms')
     ON CONFLICT (caller_id, idempotency_key) DO UPDATE
     SET fingerprint = excluded.fingerprint, amount_minor = excluded.amount_minor, currency = excluded.currency,
       account_id = excluded.account_id, card_token = excluded.card_token, card_last4 = excluded.card_last4,
       card_product = excluded.card_product, till_id = excluded.till_id, gate_id = excluded.gate_id,
       lane_id = excluded.lane_id, reference = excluded.reference, passed_at = excluded.passed_at
     WHERE charge.fingerprint IS NULL
     RETURNING fingerprint, ${CHARGE_COLUMNS}`,
    [
      charge.id,
      charge.callerId,
      charge.idempotencyKey,
      charge.fingerprint,
      charge.kind,
      charge.amountMinor,
      charge.currency,
      charge.accountId,
      charge.cardToken,
      charge.cardLast4,
      charge.cardProduct,
      charge.merchantId,
      charge.tillId,
      charge.gateId,
      charge.laneId,
      charge.reference,
      charge.passedAt,
      charge.waitMs,
    ],
  );
  return rows[0] && { charge: chargeOf(rows[0]), fingerprint: rows[0].fingerprint };
}

export async function readByKey(
  session: SqlSession,
  callerId: string,
  idempotencyKey: string,
): Promise<Inserted | undefined> {
  const { rows } = await session.query<SqlChargeRow & { fingerprint: string }>(
    `SELECT fingerprint, ${CHARGE_COLUMNS} FROM charge
     WHERE caller_id = $1 AND idempotency_key = $2 AND fingerprint IS NOT NULL`,
    [callerId, idempotencyKey],
  );
  return rows[0] && { charge: chargeOf(rows[0]), fingerprint: rows[0].fingerprint };
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
    `UPDATE charge SET status = 'cancelled', reason = 'deadline-passed', decided_at = now()
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
      text: `UPDATE charge SET status = c.status, ledger = c.ledger, reason = c.reason, decided_at = c.decided_at
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

/** The compare-and-set of a caller's cancellation. */
export async function cancelCharge(
  session: SqlSession,
  id: string,
  merchantId: string,
): Promise<Charge | undefined> {
  const { rows } = await session.query<SqlChargeRow>(
    `UPDATE charge SET status = 'cancelled', reason = 'cancelled-by-caller', decided_at = now()
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
