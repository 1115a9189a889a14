import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { BrokenInvariant } from '../money/books.js';

/** Rows of a table, as the query gives them. */
export interface Copied {
  readonly table: string;
  readonly rows: string;
}

/**
 * Seconds that COPY takes for the same rows, into tables with the same columns and indexes, in one transaction: the
 * least that PostgreSQL can do for them. The server reads a file of its own, so the rows cross no connection.
 * @throws BrokenInvariant when a table did not get `rows` rows
 */
export async function secondsOfCopy(
  connectionString: string,
  copied: readonly Copied[],
  rows: number,
): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const files = copied.map((_, i) => join(tmpdir(), `peaje-bench-${process.pid}-${i}.copy`));
  const target = (table: string): string => `copied_${table}`;
  try {
    for (const [i, { table, rows }] of copied.entries()) {
      await client.query(`CREATE TABLE ${target(table)} (LIKE ${table} INCLUDING ALL EXCLUDING IDENTITY)`);
      await client.query(`COPY (${rows}) TO '${files[i]}'`);
    }
    await client.query('CHECKPOINT');
    const startedMs = performance.now();
    await client.query('BEGIN');
    for (const [i, { table }] of copied.entries()) {
      const { rowCount } = await client.query(`COPY ${target(table)} FROM '${files[i]}'`);
      if (rowCount !== rows) throw new BrokenInvariant(`COPY wrote ${rowCount} of ${rows} rows`);
    }
    await client.query('COMMIT');
    return (performance.now() - startedMs) / 1_000;
  } finally {
    await client.query('ROLLBACK');
    for (const { table } of copied) await client.query(`DROP TABLE IF EXISTS ${target(table)}`);
    await client.end();
    // They belong to the user of PostgreSQL, and may be removed by root or their owner only.
    for (const file of files) await rm(file, { force: true }).catch(() => undefined);
  }
}
