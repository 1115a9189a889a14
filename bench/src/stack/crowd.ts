import { administratorUrl } from '@peaje/testing/outside';
import { ARM_SCHEMA } from '../arms/schema.js';
import { MERCHANTS } from './bench-stack.js';
import { runSql } from './sql.js';

export const ACCOUNTS = 10_000;
const MONEY_MINOR = 1_000_000_000;

const EACH = (first: number, last: number): string => `FROM generate_series(${first}, ${last}) AS n`;

/** Opens accounts of Peaje, each with money, a card and a phone: what the API would store, in a few statements. */
export async function openAccounts(first = 1, last = ACCOUNTS): Promise<void> {
  const each = EACH(first, last);
  await openBankAccounts(administratorUrl('debit'), first, last);
  await runSql(
    administratorUrl('pos'),
    `INSERT INTO card (token, account_id, product, last4, expires, status, version)
       SELECT 'card_b_' || n, 'acc_b_' || n, 'debit', '4242', '2039-12', 'active', 1 ${each}; ANALYZE;`,
  );
  await runSql(
    administratorUrl('sms'),
    `INSERT INTO holder (account_id, name, phone, language, version)
       SELECT 'acc_b_' || n, 'Holder ' || n, '+34610' || lpad(n::text, 6, '0'), 'es', 1 ${each}; ANALYZE;`,
  );
}

/** debit's part of them, in a database with its tables. */
export async function openBankAccounts(url: string, first = 1, last = ACCOUNTS): Promise<void> {
  const each = EACH(first, last);
  await runSql(
    url,
    `BEGIN;
     INSERT INTO account (id, kind, balance_minor, currency, holder_name, phone, language)
       SELECT 'acc_b_' || n, 'holder', ${MONEY_MINOR}, 'EUR', 'Holder ' || n, '+34610' || lpad(n::text, 6, '0'), 'es' ${each};
     INSERT INTO card (token, account_id, product, last4, expires)
       SELECT 'card_b_' || n, 'acc_b_' || n, 'debit', '4242', '2039-12' ${each};
     INSERT INTO posting (id, kind, from_account, to_account, amount_minor, currency, at)
       SELECT 'bench-' || n || '.deposit', 'deposit', 'bank', 'acc_b_' || n, ${MONEY_MINOR}, 'EUR', now() ${each};
     UPDATE account SET balance_minor = balance_minor - ${MONEY_MINOR}::bigint * ${last - first + 1} WHERE kind = 'bank';
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
     INSERT INTO account SELECT 'acc_b_' || n, ${MONEY_MINOR} ${EACH(1, ACCOUNTS)};
     INSERT INTO account SELECT 'm_' || n, 0 ${EACH(1, MERCHANTS)}; ANALYZE;`,
  );
  return url;
}
