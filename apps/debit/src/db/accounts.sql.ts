import { inOneStatement } from '@peaje/chassis';
import { insertIntoOutbox, ONCE_IN_OUTBOX, outboxParameters, type OutboxRow } from '@peaje/messaging';
import type pg from 'pg';
import type { NewAccount } from '../ledger/accounts.js';
import { accountName, type Account, type AccountKey, type AccountKind } from '../ledger/ledger.js';

/**
 * A transaction that moves money locks its accounts first, in the order of kind and id, and reads everything else in
 * later statements. Debts and cards come after the accounts, in this order: no two transactions can wait in a circle.
 */

type AccountRow = Omit<Account, 'balanceMinor'> & { kind: AccountKind; balance_minor: string };

const accountsByName = (rows: readonly AccountRow[]): Map<string, Account> =>
  new Map(
    rows.map(({ kind, id, status, currency, balance_minor }) => [
      accountName({ kind, id }),
      { id, status, currency, balanceMinor: BigInt(balance_minor) },
    ]),
  );

export async function lockAccounts(
  session: pg.PoolClient,
  keys: readonly AccountKey[],
): Promise<Map<string, Account>> {
  const { rows } = await session.query<AccountRow>({
    name: 'lock-accounts-by-key',
    text: `SELECT kind, id, status, currency, balance_minor
           FROM account JOIN unnest($1::text[], $2::text[]) AS wanted (kind, id) USING (kind, id)
           ORDER BY kind, id FOR NO KEY UPDATE OF account`,
    values: [keys.map(({ kind }) => kind), keys.map(({ id }) => id)],
  });
  return accountsByName(rows);
}

/** The holder's and the merchant's. A debt never changes its accounts. */
export async function lockAccountsOfDebt(
  session: pg.PoolClient,
  debtId: string,
): Promise<Map<string, Account>> {
  const { rows } = await session.query<AccountRow>(
    `SELECT kind, id, status, currency, balance_minor FROM account
     WHERE (kind, id) IN (SELECT 'holder', account_id FROM debt WHERE debt.id = $1
                          UNION ALL SELECT 'merchant', merchant_id FROM debt WHERE debt.id = $1)
     ORDER BY kind, id FOR NO KEY UPDATE`,
    [debtId],
  );
  return accountsByName(rows);
}

/** Stores each account whose id is free, with its event. Returns the ids of those. */
export async function insertHolders(
  pool: pg.Pool,
  accounts: readonly NewAccount[],
  events: readonly OutboxRow[],
): Promise<ReadonlySet<string>> {
  const rows = await inOneStatement<{ id: string }>(pool, {
    name: 'insert-holders',
    text: `WITH opened AS (
         INSERT INTO account (kind, id, currency, holder_name, phone, language)
         SELECT 'holder', new.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS new (id)
         ORDER BY new.id
         ON CONFLICT DO NOTHING
         RETURNING id
       ), changed AS (
         ${insertIntoOutbox(6)} JOIN opened ON event.key = opened.id ${ONCE_IN_OUTBOX}
       )
       SELECT id FROM opened`,
    values: [
      accounts.map(({ id }) => id),
      accounts.map(({ currency }) => currency),
      accounts.map(({ holder }) => holder.name),
      accounts.map(({ holder }) => holder.phone),
      accounts.map(({ holder }) => holder.language),
      ...outboxParameters(events),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}
