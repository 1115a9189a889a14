import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { nodePath } from '../node-path.js';
import { REPOSITORY } from '../paths.js';
import { StackError } from '../stack-error.js';
import { withConnection } from './connection.js';
import { type AppliedMigration, type MigrationFile, pendingMigrations } from './migration-history.js';

/** A program of its own, because one WebAssembly engine serves one database and then its process must end. */
const ENGINE = join(REPOSITORY, 'tools/stack/dist/postgres/migration-engine.js');

/**
 * Applies the pending migrations of `folder` to a database. Returns their names.
 * @throws StackError `migration-edited`, `migration-failed`, `migration-unknown`
 */
export async function migrate(database: string, url: string, folder: string): Promise<string[]> {
  const pending = pendingMigrations(database, await readMigrations(folder), await readHistory(url));
  if (pending.length === 0) return [];
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: url, MIGRATIONS: folder };
  const { failed, stderr } = await execa(nodePath(), [ENGINE], { reject: false, env, extendEnv: false });
  if (failed) {
    throw new StackError(
      'migration-failed',
      `PostgreSQL refused a migration of ${database}:\n\n  ${essence(stderr)}`,
      `Fix it in prisma/${database}/migrations, then remove the data: npm run reset`,
    );
  }
  return pending.map(({ name }) => name);
}

/** The engine's message without its stack trace. */
function essence(output: string): string {
  const [message = ''] = output.split(/\n\s+\d+: /);
  return message
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 10)
    .join('\n  ');
}

/** The migrations of a folder, oldest first; none when the folder does not exist. */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

async function readHistory(url: string): Promise<AppliedMigration[]> {
  return withConnection(url, async (client) => {
    const table = await client.query(`SELECT to_regclass('_prisma_migrations') AS name`);
    if (table.rows[0].name === null) return []; // a new database
    const { rows } = await client.query<AppliedMigration>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
         FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
    );
    return rows;
  });
}
