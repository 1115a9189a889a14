import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '@peaje/testing';

const SCHEMA = readFileSync(join(import.meta.dirname, '../schema.sql'), 'utf8');
/** With the index for compacted topics, of which debit writes two. */
const SCHEMA_WITH_STATES = SCHEMA.replace('-- CREATE INDEX', 'CREATE INDEX');
const TABLES = ['outbox', 'parked_key', 'parked_record', 'run_note', 'unreadable_batch'];

/** Columns, keys and indexes of the tables, as PostgreSQL's catalogue has them. The order of columns is left out. */
async function tablesOf({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid)) AS line
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relname = ANY ($1) AND c.relkind = 'r'
     UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = ANY ($1)
     ORDER BY 1`,
    [TABLES],
  );
  return rows.map(({ line }) => line);
}

describe('schema.sql', () => {
  it.each([
    ['pos', SCHEMA],
    ['sms', SCHEMA],
    ['debit', SCHEMA_WITH_STATES],
  ])('has the tables that %s has by its migrations', async (service, schema) => {
    const [own, migrated] = await Promise.all([
      createEmptyDatabase('messaging'),
      createTestDatabase(service),
    ]);
    await own.pool.query(schema);
    const tables = await tablesOf(own);
    expect(tables).toEqual(await tablesOf(migrated));
    expect(TABLES.filter((table) => !tables.some((line) => line.startsWith(`${table} `)))).toEqual([]);
    await Promise.all([own.drop(), migrated.drop()]);
  });
});
