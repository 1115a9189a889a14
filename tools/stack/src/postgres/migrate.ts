import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { nodePath } from '../node-path.js';
import { REPOSITORY } from '../paths.js';
import { StackError } from '../stack-error.js';
import { withConnection } from './connection.js';
import { type AppliedMigration, type MigrationFile, pendingMigrations } from './migration-history.js';

/** Runs in a process of its own: one WebAssembly engine serves one database, then the process must end. */
const ENGINE = join(REPOSITORY, 'tools/stack/dist/postgres/migration-engine.js');

/**
 * Brings a database up to the migrations in `folder`; nothing happens when it is there already, and nothing
 * when there are none. Returns the names of those that were applied now.
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
      `The migrations of ${database} could not be applied:\n\n  ${essence(stderr)}`,
      `Look at prisma/${database}/migrations; when it is mended, begin anew: npm run reset`,
    );
  }
  return pending.map(({ name }) => name);
}

/** What the engine said, without its own stack trace. */
function essence(said: string): string {
  const [message = ''] = said.split(/\n\s+\d+: /);
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
