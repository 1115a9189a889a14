import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

import { REPOSITORY } from '../paths.js';
import { withConnection } from './connection.js';
import { migrate } from './migrate.js';

/** One database a service, and a role of the same name that can enter no other. */
export const DATABASES: readonly DatabaseName[] = readdirSync(join(REPOSITORY, 'prisma'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** That of the service, and of its folder under prisma/. */
export type DatabaseName = string;

/** How a service connects to its own database; `server` is the superuser's address. */
export function databaseUrl(server: string, name: DatabaseName): string {
  const url = new URL(server);
  url.username = url.password = url.pathname = name;
  return url.href;
}

/** The addresses of all databases, by service. */
export function databaseUrls(server: string): Record<DatabaseName, string> {
  return Object.fromEntries(DATABASES.map((name) => [name, databaseUrl(server, name)]));
}

/** Creates what is missing and brings every database up to its migrations. Returns what was done, in words. */
export async function prepareDatabases(server: string): Promise<string> {
  await ensureDatabases(server);
  const applied = await Promise.all(
    DATABASES.map((name) =>
      migrate(name, databaseUrl(server, name), join(REPOSITORY, 'prisma', name, 'migrations')),
    ),
  );
  const count = applied.flat().length;
  return count === 0 ? 'up to date' : `${count} applied`;
}

async function ensureDatabases(server: string): Promise<void> {
  await withConnection(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const existing = new Set(rows.map(({ datname }) => datname));
    for (const name of DATABASES.filter((one) => !existing.has(one))) await createDatabase(client, name);
  });
}

/** The database is made last: when it exists, the rest does. Names are ours, never from outside. */
async function createDatabase(client: pg.Client, name: DatabaseName): Promise<void> {
  const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (role.rowCount === 0) await client.query(`CREATE ROLE "${name}" LOGIN PASSWORD '${name}'`);
  await client.query(`CREATE DATABASE "${name}" OWNER "${name}" STRATEGY = FILE_COPY`);
  await client.query(`REVOKE CONNECT ON DATABASE "${name}" FROM PUBLIC`);
}
