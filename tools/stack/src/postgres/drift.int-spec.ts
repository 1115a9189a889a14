import { execa } from 'execa';
import { join } from 'node:path';
import type pg from 'pg';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '@peaje/testing';

import { REPOSITORY } from '../paths.js';
import { DATABASES } from './databases.js';

const PROGRAM = join(REPOSITORY, 'tools/stack/dist/postgres/schema-script.js');

/**
 * The parts of a database that a Prisma schema describes, a line each. CHECKs, partial indexes, fill factors and data
 * are only in the migrations, written by hand.
 */
const CATALOGUE = `
  SELECT format('column %s.%s %s%s default %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
                coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')) AS line
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT regexp_replace(pg_get_indexdef(i.indexrelid), ' WITH \\(fillfactor=[^)]*\\)', '')
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND i.indpred IS NULL
  UNION ALL
  SELECT format('foreign key %s %s', conrelid::regclass, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE contype = 'f'
  UNION ALL
  SELECT format('enum %s %s', enumtypid::regtype, enumlabel) FROM pg_enum
  ORDER BY line`;

async function catalogueOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(CATALOGUE);
  return rows.map(({ line }) => line);
}

async function bySchema(service: string, { pool, url }: TestDatabase): Promise<string[]> {
  const env = { DATABASE_URL: url, SCHEMA: join(REPOSITORY, 'prisma', service, 'schema.prisma') };
  const { stdout } = await execa(process.execPath, [PROGRAM], { env });
  await pool.query(stdout);
  return catalogueOf(pool);
}

describe('migrations and Prisma schema describe the same database', () => {
  it.each(DATABASES)('%s', async (service) => {
    const [migrated, declared] = await Promise.all([
      createTestDatabase(service),
      createEmptyDatabase(service),
    ]);
    try {
      expect(await catalogueOf(migrated.pool)).toEqual(await bySchema(service, declared));
    } finally {
      await Promise.all([migrated.drop(), declared.drop()]);
    }
  });
});
