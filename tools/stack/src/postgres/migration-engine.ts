import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openEngine } from './schema-engine.js';
import { readMigrations } from './migrate.js';

/**
 * A program of its own: applies the migrations of one folder (MIGRATIONS) to one database (DATABASE_URL). It uses the
 * engine of `prisma migrate deploy` in its WebAssembly build, which npm installs. After a failure it prints the error
 * on stderr and exits with 1.
 */
async function main(url: string, folder: string): Promise<void> {
  const schemaEngine = await openEngine(url);
  const files = await readMigrations(folder);
  const lock = await readFile(join(folder, 'migration_lock.toml'), 'utf8').catch(() => null);
  await schemaEngine.applyMigrations({
    filters: { externalTables: [], externalEnums: [] },
    migrationsList: {
      baseDir: folder,
      lockfile: { path: 'migration_lock.toml', content: lock },
      shadowDbInitScript: '',
      migrationDirectories: files.map(({ name, sql }) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
      })),
    },
  });
}

const { DATABASE_URL: url, MIGRATIONS: folder } = process.env;
if (!url || !folder) throw new Error('DATABASE_URL and MIGRATIONS must be set');
main(url, folder).then(
  () => process.exit(0),
  (error: Error & { code?: string }) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
