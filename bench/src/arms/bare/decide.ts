import type pg from 'pg';
import type { Purchase } from '../records.js';
import { type AccountRow, refusalOf } from '../stock/ledger.js';

/** The reason of each refusal, in the order of the purchases; null: approved. */
type Reasons = readonly (string | null)[];

interface Known {
  readonly accounts: ReadonlyMap<string, AccountRow>;
  readonly seen: ReadonlyMap<string, string | null>;
}

interface Decided extends Purchase {
  readonly reason: string | null;
}

/**
 * Decides on a batch in one transaction of set-based statements: lock the accounts in the order of their ids, read the
 * charges that are stored already, decide here, then write everything at once.
 */
export async function decideBatch(session: pg.ClientBase, purchases: readonly Purchase[]): Promise<Reasons> {
  await session.query('BEGIN');
  try {
    const known = await readKnown(session, purchases);
    const { reasons, decided } = fold(purchases, known);
    if (decided.length > 0) await store(session, decided);
    await session.query('COMMIT');
    return reasons;
  } catch (error) {
    await session.query('ROLLBACK');
    throw error;
  }
}

async function readKnown(session: pg.ClientBase, purchases: readonly Purchase[]): Promise<Known> {
  const ids = new Set(purchases.flatMap(({ accountId, merchantId }) => [accountId, merchantId]));
  const accounts = await session.query<AccountRow & { id: string }>({
    name: 'lock',
    text: 'SELECT id, status, balance_minor FROM account WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE',
    values: [[...ids]],
  });
  const seen = await session.query<{ id: string; reason: string | null }>({
    name: 'seen',
    text: 'SELECT id, reason FROM charge WHERE id = ANY($1::uuid[])',
    values: [purchases.map(({ chargeId }) => chargeId)],
  });
  return {
    accounts: new Map(accounts.rows.map((row) => [row.id, row])),
    seen: new Map(seen.rows.map(({ id, reason }) => [id, reason])),
  };
}

/** In order: what a purchase takes is gone for the next one. */
function fold(purchases: readonly Purchase[], { accounts, seen }: Known) {
  const reasonOf = new Map(seen);
  const balances = new Map<string, bigint>();
  const decided: Decided[] = [];
  for (const purchase of purchases) {
    const { chargeId, accountId, amountMinor } = purchase;
    if (reasonOf.has(chargeId)) continue;
    const account = accounts.get(accountId);
    const balance = balances.get(accountId) ?? BigInt(account?.balance_minor ?? 0);
    const reason = refusalOf(account && { ...account, balance_minor: balance }, amountMinor);
    if (reason === null) balances.set(accountId, balance - amountMinor);
    reasonOf.set(chargeId, reason);
    decided.push({ ...purchase, reason });
  }
  return { reasons: purchases.map(({ chargeId }) => reasonOf.get(chargeId) ?? null), decided };
}

async function store(session: pg.ClientBase, decided: readonly Decided[]): Promise<void> {
  await session.query({
    name: 'charges',
    text: `INSERT INTO charge (id, account_id, merchant_id, amount_minor, status, reason)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[])`,
    values: [
      decided.map((d) => d.chargeId),
      decided.map((d) => d.accountId),
      decided.map((d) => d.merchantId),
      decided.map((d) => d.amountMinor),
      decided.map((d) => (d.reason === null ? 'approved' : 'declined')),
      decided.map((d) => d.reason),
    ],
  });
  const approved = decided.filter(({ reason }) => reason === null);
  if (approved.length === 0) return;
  await session.query({
    name: 'postings',
    text: `INSERT INTO posting (charge_id, from_account, to_account, amount_minor)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])`,
    values: [
      approved.map((d) => d.chargeId),
      approved.map((d) => d.accountId),
      approved.map((d) => d.merchantId),
      approved.map((d) => d.amountMinor),
    ],
  });
  const deltas = deltasOf(approved);
  await session.query({
    name: 'balances',
    text: `UPDATE account SET balance_minor = balance_minor + d.delta
           FROM unnest($1::text[], $2::bigint[]) AS d (id, delta) WHERE account.id = d.id`,
    values: [[...deltas.keys()], [...deltas.values()]],
  });
}

function deltasOf(approved: readonly Decided[]): Map<string, bigint> {
  const deltas = new Map<string, bigint>();
  const shift = (id: string, by: bigint) => deltas.set(id, (deltas.get(id) ?? 0n) + by);
  for (const { accountId, merchantId, amountMinor } of approved) {
    shift(accountId, -amountMinor);
    shift(merchantId, amountMinor);
  }
  return deltas;
}
