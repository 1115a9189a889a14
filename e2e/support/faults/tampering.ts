import pg from 'pg';
import { readStack } from '@peaje/testing/outside';

type Database = 'audit' | 'sms';

/** What an intruder, or an accident, does in a service's database behind its back. */
export async function inDatabase<T>(
  database: Database,
  act: (sql: (text: string, values?: readonly unknown[]) => Promise<pg.QueryResult>) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: readStack().postgres.urls[database] });
  await client.connect();
  try {
    return await act((text, values = []) => client.query(text, [...values]));
  } finally {
    await client.end();
  }
}

/** As a new database is once it is migrated. Returns how many rows are gone. */
export const emptyTables = (database: Database, tables: readonly string[]): Promise<number> =>
  inDatabase(database, async (sql) => {
    let rows = 0;
    for (const table of tables) rows += (await sql(`DELETE FROM ${table}`)).rowCount ?? 0;
    return rows;
  });
