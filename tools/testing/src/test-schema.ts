import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readStack } from './stack-file.js';

export interface TestSchema {
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

const PRISMA = join(import.meta.dirname, '../../../prisma');

/** A service's tables, empty and nobody else's: its migrations applied to a new schema of the running database. */
export async function createTestSchema(service: 'pos' | 'debit' | 'audit' | 'sms'): Promise<TestSchema> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const owner = new URL(readStack().postgres.urls[service]!);
  owner.searchParams.set('options', `-c search_path=${name}`);
  const pool = new pg.Pool({ connectionString: owner.href, max: 20 });
  await pool.query(`CREATE SCHEMA ${name}`);
  for (const sql of migrationsOf(service)) await pool.query(sql);
  return {
    url: owner.href,
    pool,
    async drop() {
      await pool.query(`DROP SCHEMA ${name} CASCADE`);
      await pool.end();
    },
  };
}

function migrationsOf(service: string): string[] {
  const folder = join(PRISMA, service, 'migrations');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(folder, name, 'migration.sql'), 'utf8'));
}
