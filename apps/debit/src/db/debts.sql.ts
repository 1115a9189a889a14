import type { Currency } from '@peaje/kernel';
import type pg from 'pg';
import type { StoredDebt } from '../ledger/debts.js';
import type { Debt, StoredCharge } from '../ledger/ledger.js';
import { assertRows } from './assert-rows.js';
import type { Debt as DebtRow } from './generated/client.js';

export async function lockDebt(session: pg.PoolClient, id: string): Promise<StoredDebt | undefined> {
  const { rows } = await session.query<DebtRow>(
    `SELECT id, account_id AS "accountId", card_token AS "cardToken", merchant_id AS "merchantId",
            amount_minor AS "amountMinor", currency, reason, incurred_at AS "incurredAt", recovered_at AS "recoveredAt",
            cancelled_at AS "cancelledAt"
     FROM debt WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows.map(debtOf)[0];
}

export async function markRecovered(session: pg.PoolClient, id: string, at: string): Promise<void> {
  await session.query('UPDATE debt SET recovered_at = $2 WHERE id = $1', [id, at]);
}

export async function insertDebts(session: pg.PoolClient, debts: readonly Debt[]): Promise<void> {
  if (debts.length === 0) return;
  await session.query(
    `INSERT INTO debt (id, account_id, card_token, merchant_id, amount_minor, currency, reason, incurred_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::timestamptz[])`,
    [
      debts.map((d) => d.id),
      debts.map((d) => d.accountId),
      debts.map((d) => d.cardToken),
      debts.map((d) => d.merchantId),
      debts.map((d) => d.amountMinor),
      debts.map((d) => d.currency),
      debts.map((d) => d.reason),
      debts.map((d) => d.incurredAt),
    ],
  );
}

/** Deletes the debts of these charges that are still open. The tokens of their cards. */
export async function deleteOpenDebts(
  session: pg.PoolClient,
  chargeIds: readonly string[],
): Promise<string[]> {
  if (chargeIds.length === 0) return [];
  const { rows } = await session.query<{ cardToken: string }>(
    `DELETE FROM debt WHERE id = ANY($1::uuid[]) AND recovered_at IS NULL RETURNING card_token AS "cardToken"`,
    [chargeIds],
  );
  return rows.map(({ cardToken }) => cardToken);
}

/** Those of these charges whose debt was recovered. The lock of their accounts keeps it so. */
export async function readRecovered(
  session: pg.PoolClient,
  chargeIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (chargeIds.length === 0) return new Set();
  const { rows } = await session.query<{ id: string }>(
    'SELECT id FROM debt WHERE id = ANY($1::uuid[]) AND recovered_at IS NOT NULL',
    [chargeIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The money of these recovered debts has gone back. */
export async function markCancelled(
  session: pg.PoolClient,
  charges: readonly Pick<StoredCharge, 'id' | 'reversedAt'>[],
): Promise<void> {
  if (charges.length === 0) return;
  const { rowCount } = await session.query(
    `UPDATE debt SET cancelled_at = c.at FROM unnest($1::uuid[], $2::timestamptz[]) AS c (id, at)
     WHERE debt.id = c.id AND recovered_at IS NOT NULL AND cancelled_at IS NULL`,
    [charges.map((c) => c.id), charges.map((c) => c.reversedAt)],
  );
  assertRows('cancelled debts', rowCount, charges.length);
}

/** A row as Prisma reads it, or as node-postgres does, which gives a bigint as text. */
export const debtOf = (row: Omit<DebtRow, 'amountMinor'> & { amountMinor: bigint | string }): StoredDebt => ({
  id: row.id,
  accountId: row.accountId,
  cardToken: row.cardToken,
  merchantId: row.merchantId,
  amountMinor: BigInt(row.amountMinor),
  currency: row.currency as Currency,
  reason: row.reason,
  incurredAt: row.incurredAt.toISOString(),
  recoveredAt: row.recoveredAt?.toISOString() ?? null,
  cancelledAt: row.cancelledAt?.toISOString() ?? null,
});
