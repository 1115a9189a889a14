import { createHash } from 'node:crypto';

import { StackError } from '../stack-error.js';

/** A migration as it lies in the repository. */
export interface MigrationFile {
  name: string;
  sql: string;
}

/** A migration as the database remembers it (`_prisma_migrations`). */
export interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

/**
 * The migrations still to be applied.
 * @throws StackError `migration-edited`, `migration-failed`, `migration-unknown`: the database and the
 * repository do not tell the same story, and no guess is made about which is right.
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

/** As Prisma computes it. */
export function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

function edited(database: string, name: string): StackError {
  return new StackError(
    'migration-edited',
    `prisma/${database}/migrations/${name} was edited after it had been applied to the database.`,
    'Undo the edit (git checkout) and write a new migration instead; or begin anew: npm run reset',
  );
}

function failed(database: string, name: string): StackError {
  return new StackError(
    'migration-failed',
    `prisma/${database}/migrations/${name} failed half-way when it was applied before.`,
    'Mend the migration, then begin anew: npm run reset',
  );
}

function unknown(database: string, name: string): StackError {
  return new StackError(
    'migration-unknown',
    `The database ${database} has a migration that is not in this repository: ${name}.`,
    'The data was written by a newer version: git pull; or begin anew: npm run reset',
  );
}
