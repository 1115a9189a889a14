import { createHash } from 'node:crypto';

import { StackError } from '../stack-error.js';

/** A migration of the repository. */
export interface MigrationFile {
  name: string;
  sql: string;
}

/** A migration as the database recorded it (`_prisma_migrations`). */
export interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

/**
 * The migrations that the database does not have yet.
 * @throws StackError `migration-edited`, `migration-failed`, `migration-unknown`: database and repository contradict
 * each other, and only a person can decide which one is right.
 */
export function pendingMigrations(
  database: string,
  files: MigrationFile[],
  applied: AppliedMigration[],
): MigrationFile[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum, finished } of applied) {
    const file = byName.get(name);
    if (!finished) throw failed(database, name);
    if (!file) throw unknown(database, name);
    if (checksumOf(file.sql) !== checksum) throw edited(database, name);
  }
  const done = new Set(applied.map(({ name }) => name));
  return files.filter(({ name }) => !done.has(name));
}

/** The checksum that Prisma computes. */
export function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

function edited(database: string, name: string): StackError {
  return new StackError(
    'migration-edited',
    `prisma/${database}/migrations/${name} was edited after the database had applied it.`,
    'Undo the edit (git checkout) and write a new migration; or remove the data: npm run reset',
  );
}

function failed(database: string, name: string): StackError {
  return new StackError(
    'migration-failed',
    `prisma/${database}/migrations/${name} failed when the database applied it.`,
    'Fix the migration, then remove the data: npm run reset',
  );
}

function unknown(database: string, name: string): StackError {
  return new StackError(
    'migration-unknown',
    `The database ${database} has a migration that is not in this repository: ${name}.`,
    'A newer version wrote the data: git pull; or remove the data: npm run reset',
  );
}
