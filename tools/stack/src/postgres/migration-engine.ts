import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

import { readMigrations } from './migrate.js';

/**
 * A program of its own: applies the migrations of one folder (MIGRATIONS) to one database (DATABASE_URL)
 * with the very engine that `prisma migrate deploy` uses, in its WebAssembly build, which comes through
 * npm. Says what went wrong on stderr, exit code 1.
 */
async function main(url: string, folder: string): Promise<void> {
  const panics = { message: '', set_message: (message: string) => void (panics.message = message) };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(url));
  const schemaEngine = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
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

/** The types that this file needs of WebAssembly, which TypeScript only ships with those of a browser. */
interface Wasm {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
}

async function loadEngine(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.replace(/\.js$/, '.wasm'));
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };
  const { instance } = await wasm.instantiate(bytes, { './schema_engine_bg.js': engine });
  (engine as unknown as { __wbg_set_wasm(exports: object): void }).__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
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
