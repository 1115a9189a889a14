import { administratorUrl } from '@peaje/testing/outside';
import { openAccounts } from './crowd.js';
import { runSql } from './sql.js';

/** What a bank has stored after some years: charges, their postings and texts, and more accounts. */
const CHARGES = 1_000_000;
export const PAST_ACCOUNTS = 100_000;
const TEMPLATES = 1_000;

/** Ids before all real ones: a version 7 of 1970. */
const ID = `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid`;
const IS_PAST = (column: string): string => `${column} < '01000000-0000-7000-8000-000000000000'::uuid`;
const ACCOUNT = `'acc_b_' || (1 + n % ${PAST_ACCOUNTS})`;
const [POS, DEBIT, SMS] = ['pos', 'debit', 'sms'];

/** Copies rows of real charges with other ids and accounts, so that each row is as large as a real one. */
export async function addPast(accountsNow: number): Promise<void> {
  await openAccounts({ first: accountsNow + 1, last: PAST_ACCOUNTS });
  await copyRows(POS, 'charge', `status = 'approved' AND kind = 'shop'`, {
    id: ID,
    idempotency_key: `'past-' || n`,
    account_id: ACCOUNT,
    card_token: `'card_b_' || (1 + n % ${PAST_ACCOUNTS})`,
  });
  await copyRows(DEBIT, 'charge', `status = 'approved'`, { id: ID });
  await copyRows(DEBIT, 'posting', `kind = 'charge'`, {
    id: `${ID} || '.charge'`,
    charge_id: ID,
    from_account: ACCOUNT,
    seq: `nextval(pg_get_serial_sequence('posting', 'seq'))`,
  });
  // Without the counts of the new rows, PostgreSQL takes minutes for this.
  await runSql(administratorUrl(DEBIT), 'ANALYZE');
  await runSql(administratorUrl(DEBIT), moveMoney(1));
  await copyRows(SMS, 'notice', `status = 'delivered'`, {
    id: `${ID} || '.' || row.template`,
    charge_id: ID,
    account_id: ACCOUNT,
    to: `'+34610' || lpad((1 + n % ${PAST_ACCOUNTS})::text, 6, '0')`,
    provider_id: `'past-' || n`,
    event_time: `row.event_time - interval '1 day'`,
    called_at: `row.called_at - interval '1 day'`,
    sent_at: `row.sent_at - interval '1 day'`,
  });
  await tidy();
}

/** The bank is young again: of the accounts, only those that have bought something meanwhile stay. */
export async function removePast(accountsNow: number): Promise<void> {
  const isGone = (column: string, table: string, account: string): string =>
    `NOT EXISTS (SELECT FROM ${table} AS other WHERE other.${account} = ${column})`;
  const unused = (column: string, table: string, account: string): string =>
    `substring(${column} FROM '^acc_b_(.*)')::int BETWEEN ${accountsNow + 1} AND ${PAST_ACCOUNTS}
     AND ${isGone(column, table, account)}`;
  await runSql(
    administratorUrl(DEBIT),
    `${moveMoney(-1)};
     DELETE FROM posting WHERE ${IS_PAST('charge_id')}; DELETE FROM charge WHERE ${IS_PAST('id')};
     WITH gone AS (DELETE FROM account WHERE ${unused('account.id', 'posting', 'from_account')} RETURNING balance_minor)
       UPDATE account SET balance_minor = balance_minor + (SELECT sum(balance_minor) FROM gone) WHERE kind = 'bank';
     DELETE FROM posting WHERE kind = 'deposit' AND ${isGone('posting.to_account', 'account', 'id')};
     DELETE FROM card WHERE ${isGone('card.account_id', 'account', 'id')}`,
  );
  await runSql(
    administratorUrl(POS),
    `DELETE FROM charge WHERE ${IS_PAST('id')};
     DELETE FROM card WHERE ${unused('card.account_id', 'charge', 'account_id')}`,
  );
  await runSql(
    administratorUrl(SMS),
    `DELETE FROM notice WHERE ${IS_PAST('charge_id')};
     DELETE FROM holder WHERE ${unused('holder.account_id', 'notice', 'account_id')}`,
  );
  await tidy();
}

/** The balances follow the postings of the past. */
const moveMoney = (sign: 1 | -1): string =>
  `WITH moved AS (
     SELECT 'holder' AS kind, from_account AS id, -sum(amount_minor) AS cents
       FROM posting WHERE ${IS_PAST('charge_id')} GROUP BY from_account
     UNION ALL
     SELECT 'merchant', to_account, sum(amount_minor)
       FROM posting WHERE ${IS_PAST('charge_id')} GROUP BY to_account
   )
   UPDATE account SET balance_minor = balance_minor + ${sign} * cents
   FROM moved WHERE account.kind = moved.kind AND account.id = moved.id`;

/** @param values of the columns that are not those of the template `row`, with `n` as the number of the copy */
async function copyRows(
  service: string | undefined,
  table: string,
  where: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const url = administratorUrl(service!);
  const columns = await runSql<{ name: string }>(
    url,
    'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position',
    [table],
  );
  const names = columns.map(({ name }) => `"${name}"`);
  const expressions = columns.map(({ name }) => values[name] ?? `row."${name}"`);
  await runSql(
    url,
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${expressions.join(', ')} FROM generate_series(1, ${CHARGES}) AS n
     JOIN (SELECT *, row_number() OVER () - 1 AS nth FROM ${table} WHERE ${where} LIMIT ${TEMPLATES}) AS row
       ON row.nth = n % least(${TEMPLATES}, (SELECT count(*) FROM ${table} WHERE ${where}))`,
  );
}

/** What autovacuum would do sooner or later, while nothing is measured. */
async function tidy(): Promise<void> {
  for (const service of [POS, DEBIT, SMS]) await runSql(administratorUrl(service!), 'VACUUM ANALYZE');
  await runSql(administratorUrl('postgres'), 'CHECKPOINT');
}
