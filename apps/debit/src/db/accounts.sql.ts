import type pg from 'pg';
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
