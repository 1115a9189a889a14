import type pg from 'pg';
import type { Account } from '../ledger/ledger.js';

/** A transaction that moves money locks its accounts first, in id order, and reads everything else in later statements. */

type AccountRow = Omit<Account, 'balanceMinor'> & { balance_minor: string };

const accountsById = (rows: readonly AccountRow[]): Map<string, Account> =>
  new Map(
    rows.map(({ id, status, currency, balance_minor }) => [
      id,
      { id, status, currency, balanceMinor: BigInt(balance_minor) },
    ]),
  );

export async function lockAccounts(
  session: pg.PoolClient,
  ids: readonly string[],
): Promise<Map<string, Account>> {
  const { rows } = await session.query<AccountRow>({
    name: 'lock-accounts',
    text: `SELECT id, status, currency, balance_minor FROM account WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    values: [ids],
  });
  return accountsById(rows);
}

/** The holder's and the merchant's. A debt never changes its accounts. */
export async function lockAccountsOfDebt(
  session: pg.PoolClient,
  debtId: string,
): Promise<Map<string, Account>> {
  const { rows } = await session.query<AccountRow>(
    `SELECT id, status, currency, balance_minor FROM account
     WHERE id IN (SELECT unnest(ARRAY[account_id, merchant_id]) FROM debt WHERE debt.id = $1)
     ORDER BY id FOR NO KEY UPDATE`,
    [debtId],
  );
  return accountsById(rows);
}
