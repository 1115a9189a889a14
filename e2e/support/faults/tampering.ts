import { readStack } from '@peaje/testing/outside';
import pg from 'pg';

type Database = 'pos' | 'debit' | 'audit' | 'sms';
type Sql = (text: string, values?: readonly unknown[]) => Promise<pg.QueryResult>;

/** Runs SQL in the database of a service without its knowledge, as an intruder or an accident does. */
export async function inDatabase<T>(database: Database, act: (sql: Sql) => Promise<T>): Promise<T> {
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

/** Rows of a table that a spec may spoil, by the columns that name them. */
export interface Spoiled {
  readonly database: Database;
  readonly table: string;
  readonly rows: Readonly<Record<string, unknown>>;
}

/** Spoils rows, and returns how to bring them back as they were. @throws when the change touches no row */
export async function spoil(
  { database, table, rows }: Spoiled,
  change: string,
): Promise<() => Promise<void>> {
  const names = Object.keys(rows);
  const where = names.map((name, at) => `${name} = $${at + 1}`).join(' AND ');
  const values = Object.values(rows);
  const before = await inDatabase(database, async (sql) => {
    const saved = await sql(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${where}`, values);
    const { rowCount } = await sql(change.replaceAll('$where', where), values);
    expect({ table, rowCount }).not.toEqual({ table, rowCount: 0 });
    return saved.rows.map(({ row }: { row: unknown }) => row);
  });
  return () =>
    inDatabase(database, async (sql) => {
      await sql(`DELETE FROM ${table} WHERE ${where}`, values);
      const insert = `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(null::${table}, $1)`;
      await sql(insert, [JSON.stringify(before)]);
    });
}
