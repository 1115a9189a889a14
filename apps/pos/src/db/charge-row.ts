import type { Charge } from '../charge/charge.js';
import type { LockedCharge } from '../charge/charges.js';
import type { Charge as ChargeRow } from './generated/client.js';

/** The columns of a charge, named as Prisma names them, so that both ways of reading give the same row. */
export const CHARGE_COLUMNS = `id, kind, status, reason, ledger, amount_minor AS "amountMinor", currency, account_id AS "accountId",
  card_token AS "cardToken", card_last4 AS "cardLast4", card_product AS "cardProduct", merchant_id AS "merchantId",
  till_id AS "tillId", gate_id AS "gateId", lane_id AS "laneId", reference, requested_at AS "requestedAt",
  decide_by AS "decideBy", passed_at AS "passedAt", decided_at AS "decidedAt"`;

/** The same and what a change needs besides. All times have milliseconds, as the columns do. */
export const LOCKED_COLUMNS = `${CHARGE_COLUMNS}, confirm_by AS "confirmBy", reminders, now()::timestamptz(3) AS "lockedAt"`;

/** A row whose request has come. pg gives a bigint as text, Prisma as bigint. */
export type SqlChargeRow = Omit<
  ChargeRow,
  'amountMinor' | 'callerId' | 'idempotencyKey' | 'fingerprint' | 'confirmBy' | 'reminders' | NeverNull
> & {
  readonly amountMinor: bigint | string;
} & { readonly [Column in NeverNull]: NonNullable<ChargeRow[Column]> };

type NeverNull = 'currency' | 'accountId' | 'cardToken' | 'cardLast4' | 'cardProduct';

export type LockedRow = SqlChargeRow &
  Pick<ChargeRow, 'confirmBy' | 'reminders'> & { readonly lockedAt: Date };

export const chargeOf = (row: SqlChargeRow): Charge => ({
  id: row.id,
  kind: row.kind as Charge['kind'],
  status: row.status as Charge['status'],
  reason: row.reason,
  ledger: row.ledger as Charge['ledger'],
  amountMinor: BigInt(row.amountMinor),
  currency: row.currency as Charge['currency'],
  accountId: row.accountId,
  cardToken: row.cardToken,
  cardLast4: row.cardLast4,
  cardProduct: row.cardProduct as Charge['cardProduct'],
  merchantId: row.merchantId,
  tillId: row.tillId,
  gateId: row.gateId,
  laneId: row.laneId,
  reference: row.reference,
  requestedAt: row.requestedAt.toISOString(),
  decideBy: row.decideBy?.toISOString() ?? null,
  passedAt: row.passedAt?.toISOString() ?? null,
  decidedAt: row.decidedAt?.toISOString() ?? null,
});

export const lockedChargeOf = (row: LockedRow): LockedCharge => ({
  ...chargeOf(row),
  confirmBy: row.confirmBy?.toISOString() ?? null,
  reminders: row.reminders,
  lockedAt: row.lockedAt.toISOString(),
});
