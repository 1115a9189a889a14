import type { Currency } from '@peaje/kernel';
import type pg from 'pg';
import { accountName, fromKey, toKey, type AccountKey, type Posting } from '../ledger/ledger.js';
import { assertRows } from './assert-rows.js';
import type { Posting as StoredPosting } from './generated/client.js';

/** As Prisma reads it, or as node-postgres does, which gives a bigint as text. */
export type PostingRow = Omit<StoredPosting, 'seq' | 'amountMinor'> & { amountMinor: bigint | string };

/** Stores postings and moves the money that they name: both sides of each, in one statement. */
export async function post(session: pg.PoolClient, postings: readonly Posting[]): Promise<void> {
  if (postings.length === 0) return;
  const deltas = deltasOf(postings);
  const { rows } = await session.query<{ moved: number }>({
    name: 'post',
    text: `WITH posted AS (
         INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                              $8::timestamptz[])
       ), moved AS (
         UPDATE account SET balance_minor = balance_minor + d.delta
         FROM unnest($9::text[], $10::text[], $11::bigint[]) AS d (kind, id, delta)
         WHERE account.kind = d.kind AND account.id = d.id
         RETURNING 1
       )
       SELECT count(*)::int AS moved FROM moved`,
    values: [
      postings.map((p) => p.id),
      postings.map((p) => p.kind),
      postings.map((p) => p.chargeId),
      postings.map((p) => p.from),
      postings.map((p) => p.to),
      postings.map((p) => p.amountMinor),
      postings.map((p) => p.currency),
      postings.map((p) => p.at),
      deltas.map(({ kind }) => kind),
      deltas.map(({ id }) => id),
      deltas.map(({ minor }) => minor),
    ],
  });
  assertRows('account balances', rows[0]!.moved, deltas.length);
}

/** Each account once, by its summed delta: a hot merchant costs nothing. */
function deltasOf(postings: readonly Posting[]): (AccountKey & { readonly minor: bigint })[] {
  const deltas = new Map<string, AccountKey & { minor: bigint }>();
  const shift = (key: AccountKey, byMinor: bigint): void => {
    const name = accountName(key);
    deltas.set(name, { ...key, minor: (deltas.get(name)?.minor ?? 0n) + byMinor });
  };
  for (const posting of postings) {
    shift(fromKey(posting), -posting.amountMinor);
    shift(toKey(posting), posting.amountMinor);
  }
  return [...deltas.values()];
}

export const postingOf = (row: PostingRow): Posting => ({
  id: row.id,
  kind: row.kind as Posting['kind'],
  chargeId: row.chargeId,
  from: row.fromAccount,
  to: row.toAccount,
  amountMinor: BigInt(row.amountMinor),
  currency: row.currency as Currency,
  at: row.at.toISOString(),
});
