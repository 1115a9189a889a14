import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { administratorUrl } from './outside/stack-file.js';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

const PRISMA = join(import.meta.dirname, '../../../prisma');

/** Creates an empty database of a service for one spec: a new one on the running server, with all migrations. */
export async function createTestDatabase(service: string): Promise<TestDatabase> {
  const database = await createEmptyDatabase(service);
  for (const sql of migrationsOf(service)) await database.pool.query(sql);
  return database;
}

/** Creates the same database without any migration. */
export async function createEmptyDatabase(service: string): Promise<TestDatabase> {
  const name = `test_${service.replaceAll('-', '_')}_${randomBytes(6).toString('hex')}`;
  await asAdministrator(`CREATE DATABASE ${name} STRATEGY = FILE_COPY`);
  const url = administratorUrl(name);
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  // The drop ends its connections by force.
  pool.on('error', () => undefined);
  return {
    url,
    pool,
    async drop() {
      if (!pool.ended) await pool.end();
      await asAdministrator(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asAdministrator(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administratorUrl('postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function migrationsOf(service: string): string[] {
  const folder = join(PRISMA, service, 'migrations');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((migration) => readFileSync(join(folder, migration, 'migration.sql'), 'utf8'));
}
