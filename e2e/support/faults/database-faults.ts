import { administratorUrl, eventually, readStack } from '@peaje/testing/outside';
import pg from 'pg';
import { read } from '../http/http-client.js';
import { postgres } from './faults.js';

export type Database = 'pos' | 'debit' | 'audit' | 'sms';

export interface DatabaseFault {
  /** The error code that a client of that database gets. */
  readonly code: string;
  inject(databases: readonly Database[]): Promise<void>;
  clear(databases: readonly Database[]): Promise<void>;
}

/** The table that each service needs for its next work. */
const TABLES: Readonly<Record<Database, string>> = {
  pos: 'charge',
  debit: 'charge',
  audit: 'entry',
  sms: 'notice',
};
const lockHolders = new Map<Database, pg.Client>();

export const databaseFaults = {
  'out of connections': {
    code: '53300',
    inject: (databases) => alter(databases, 'CONNECTION LIMIT 0'),
    clear: (databases) => alter(databases, 'CONNECTION LIMIT -1'),
  },
  'read-only': {
    code: '25006',
    inject: (databases) => alter(databases, 'SET default_transaction_read_only = on'),
    clear: (databases) => alter(databases, 'RESET default_transaction_read_only'),
  },
  slow: {
    code: '57014',
    inject: (databases) => each(databases, lock),
    clear: (databases) => each(databases, unlock),
  },
  down: {
    code: 'ECONNREFUSED',
    inject: () => postgres('stop'),
    clear: () => postgres('start'),
  },
} as const satisfies Record<string, DatabaseFault>;

/** Writes with the role of the service. @returns the code of the error, or undefined when the write succeeds */
export async function codeOfWrite(database: Database): Promise<string | undefined> {
  const client = new pg.Client({
    connectionString: readStack().postgres.urls[database]!,
    statement_timeout: 200,
  });
  try {
    await client.connect();
    await client.query(`DELETE FROM ${TABLES[database]} WHERE false`);
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The consumers of a service report that they wait because of this error. */
export const waitsBecauseOf = (service: Database, code: string): Promise<void> =>
  eventually(
    `${service} waits because of ${code}`,
    async () => {
      const { groups } = (await read(service, '/health/consumers', 'anonymous')) as {
        groups: readonly { partitions: readonly { retrying: { code: string } | null }[] }[];
      };
      const reasons = groups.flatMap(({ partitions }) => partitions).map(({ retrying }) => retrying?.code);
      expect(reasons).toContain(`sql-${code}`);
    },
    30_000,
  );

/**
 * Until `let go` pos cannot apply an outcome to this charge, nor any that follows in its partition. The charge is open again, so
 * that its outcome changes it: pos locks no row that an outcome leaves as it is.
 */
export async function holdCharge(id: string): Promise<{ letGo(): Promise<void> }> {
  const client = await administrator('pos');
  await client.query(`UPDATE charge SET status = 'pending', ledger = 'open', reason = NULL WHERE id = $1`, [
    id,
  ]);
  await client.query('BEGIN');
  await client.query('SELECT FROM charge WHERE id = $1 FOR UPDATE', [id]);
  return { letGo: () => client.end() };
}

const each = async (databases: readonly Database[], act: (database: Database) => Promise<void>) => {
  await Promise.all(databases.map(act));
};

/** Changes the databases for new connections, and ends the existing ones. */
const alter = (databases: readonly Database[], change: string) =>
  each(databases, async (database) => {
    const client = await administrator('postgres');
    await client.query(`ALTER DATABASE ${database} ${change}`);
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      database,
    ]);
    await client.end();
  });

async function lock(database: Database): Promise<void> {
  const client = await administrator(database);
  await client.query(`BEGIN; LOCK TABLE ${TABLES[database]} IN EXCLUSIVE MODE`);
  lockHolders.set(database, client);
}

async function unlock(database: Database): Promise<void> {
  await lockHolders.get(database)?.end();
  lockHolders.delete(database);
}

async function administrator(database: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: administratorUrl(database) });
  await client.connect();
  return client;
}
