import { administratorUrl } from '@peaje/testing/outside';
import { ARM_SCHEMA } from '../arms/schema.js';
import { MERCHANTS } from './bench-stack.js';
import { runSql } from './sql.js';

export const ACCOUNTS = 10_000;
/** Accounts by number. */
export interface Crowd {
  readonly first: number;
  readonly last: number;
}

/** The holders that buy: each gets a text for each charge. */
export const CROWD: Crowd = { first: 1, last: ACCOUNTS };
/** Those that only pass gates, and want no texts. Otherwise sms would send for hours what a file brings in seconds. */
export const QUIET_CROWD: Crowd = { first: 900_001, last: 910_000 };
const MONEY_MINOR = 1_000_000_000;

const eachOf = ({ first, last }: Crowd): string => `FROM generate_series(${first}, ${last}) AS n`;

/** Opens accounts of Peaje, each with money, a card and a phone: what the API would store, in a few statements. */
export async function openAccounts(crowd: Crowd): Promise<void> {
  const each = eachOf(crowd);
  await openBankAccounts(administratorUrl('debit'), crowd);
  await runSql(
    administratorUrl('pos'),
    `INSERT INTO card (token, account_id, product, last4, expires, status, version)
       SELECT 'card_b_' || n, 'acc_b_' || n, 'debit', '4242', '2039-12', 'active', 1 ${each} ON CONFLICT DO NOTHING; ANALYZE;`,
  );
  await runSql(
    administratorUrl('sms'),
    `INSERT INTO holder (account_id, name, phone, language, version)
       SELECT 'acc_b_' || n, 'Holder ' || n, '+34610' || lpad(n::text, 6, '0'), 'es', 1 ${each} ON CONFLICT DO NOTHING; ANALYZE;`,
  );
}

/** Their holders want no texts. */
export const optOut = async ({ first, last }: Crowd): Promise<unknown> =>
  runSql(
    administratorUrl('sms'),
    `INSERT INTO suppressed_number (phone, reason)
       SELECT phone, 'opted-out' FROM holder WHERE account_id IN (SELECT 'acc_b_' || n ${eachOf({ first, last })})`,
  );

/** debit's part of them, in a database with its tables. */
export async function openBankAccounts(url: string, crowd: Crowd): Promise<void> {
  const each = eachOf(crowd);
  await runSql(
    url,
    `BEGIN;
     WITH opened AS (
       INSERT INTO account (id, kind, balance_minor, currency, holder_name, phone, language)
       SELECT 'acc_b_' || n, 'holder', ${MONEY_MINOR}, 'EUR', 'Holder ' || n, '+34610' || lpad(n::text, 6, '0'), 'es' ${each}
       ON CONFLICT DO NOTHING RETURNING id
     ), deposited AS (
       INSERT INTO posting (id, kind, from_account, to_account, amount_minor, currency, at)
       SELECT id || '.deposit', 'deposit', 'bank', id, ${MONEY_MINOR}, 'EUR', now() FROM opened
     )
     UPDATE account SET balance_minor = balance_minor - ${MONEY_MINOR}::bigint * (SELECT count(*) FROM opened)
     WHERE kind = 'bank';
     INSERT INTO card (token, account_id, product, last4, expires)
       SELECT 'card_b_' || n, 'acc_b_' || n, 'debit', '4242', '2039-12' ${each} ON CONFLICT DO NOTHING;
     COMMIT; ANALYZE;`,
  );
}

/** A database of its own for an arm, on the same server, with as many accounts. Returns its URL. */
export async function createArmDatabase(arm: string): Promise<string> {
  const name = `bench_${arm.replaceAll('-', '_')}`;
  await runSql(administratorUrl('postgres'), `CREATE DATABASE ${name} STRATEGY = FILE_COPY`);
  const url = administratorUrl(name);
  await runSql(
    url,
    `${ARM_SCHEMA}
     INSERT INTO account SELECT 'acc_b_' || n, ${MONEY_MINOR} ${eachOf(CROWD)};
     INSERT INTO account SELECT 'm_' || n, 0 ${eachOf({ first: 1, last: MERCHANTS })}; ANALYZE;`,
  );
  return url;
}
