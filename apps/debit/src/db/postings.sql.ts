import type { Currency } from '@peaje/kernel';
import type pg from 'pg';
import { accountName, fromKey, toKey, type AccountKey, type Posting } from '../ledger/ledger.js';
import { assertRows } from './assert-rows.js';
import type { Posting as StoredPosting } from './generated/client.js';

type PostingRow = Omit<StoredPosting, 'seq'>;

export async function readPosting(session: pg.PoolClient, id: string): Promise<Posting> {
  const { rows } = await session.query<PostingRow>(
    `SELECT id, kind, charge_id AS "chargeId", from_account AS "fromAccount", to_account AS "toAccount",
            amount_minor AS "amountMinor", currency, at
     FROM posting WHERE id = $1`,
    [id],
  );
  assertRows(`posting ${id}`, rows.length, 1);
  return postingOf(rows[0]!);
}

export async function insertPostings(session: pg.PoolClient, postings: readonly Posting[]): Promise<void> {
  if (postings.length === 0) return;
  await session.query({
    name: 'insert-postings',
    text: `INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
           SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                                $8::timestamptz[])`,
    values: [
      postings.map((p) => p.id),
      postings.map((p) => p.kind),
      postings.map((p) => p.chargeId),
      postings.map((p) => p.from),
      postings.map((p) => p.to),
      postings.map((p) => p.amountMinor),
      postings.map((p) => p.currency),
      postings.map((p) => p.at),
    ],
  });
}

/** Each account once, by its summed delta: a hot merchant costs nothing. */
export async function shiftBalances(session: pg.PoolClient, postings: readonly Posting[]): Promise<void> {
  const deltas = new Map<string, AccountKey & { minor: bigint }>();
  const shift = (key: AccountKey, byMinor: bigint): void => {
    const name = accountName(key);
    deltas.set(name, { ...key, minor: (deltas.get(name)?.minor ?? 0n) + byMinor });
  };
  for (const posting of postings) {
    shift(fromKey(posting), -posting.amountMinor);
    shift(toKey(posting), posting.amountMinor);
  }
  const rows = [...deltas.values()];
  if (rows.length === 0) return;
  const { rowCount } = await session.query({
    name: 'shift-balances-by-key',
    text: `UPDATE account SET balance_minor = balance_minor + d.delta
           FROM unnest($1::text[], $2::text[], $3::bigint[]) AS d (kind, id, delta)
           WHERE account.kind = d.kind AND account.id = d.id`,
    values: [rows.map(({ kind }) => kind), rows.map(({ id }) => id), rows.map(({ minor }) => minor)],
  });
  assertRows('account balances', rowCount, deltas.size);
}

/** A row as Prisma reads it, or as node-postgres does, which gives a bigint as text. */
export const postingOf = (
  row: Omit<PostingRow, 'amountMinor'> & { amountMinor: bigint | string },
): Posting => ({
  id: row.id,
  kind: row.kind as Posting['kind'],
  chargeId: row.chargeId,
  from: row.fromAccount,
  to: row.toAccount,
  amountMinor: BigInt(row.amountMinor),
  currency: row.currency as Currency,
  at: row.at.toISOString(),
});
