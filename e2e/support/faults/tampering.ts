import { readStack } from '@peaje/testing/outside';
import pg from 'pg';

type Database = 'pos' | 'audit' | 'sms';

/** Runs SQL in the database of a service without its knowledge, as an intruder or an accident does. */
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

/** Empties these tables, as a new database has them. @returns the number of deleted rows */
export const emptyTables = (database: Database, tables: readonly string[]): Promise<number> =>
  inDatabase(database, async (sql) => {
    let rows = 0;
    for (const table of tables) rows += (await sql(`DELETE FROM ${table}`)).rowCount ?? 0;
    return rows;
  });
