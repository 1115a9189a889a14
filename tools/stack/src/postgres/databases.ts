import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

import { REPOSITORY } from '../paths.js';
import { withConnection } from './connection.js';
import { migrate } from './migrate.js';

/** One database for each service, with a role of the same name that can connect to no other database. */
export const DATABASES: readonly DatabaseName[] = readdirSync(join(REPOSITORY, 'prisma'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** The name of the service, and of its folder in prisma/. */
export type DatabaseName = string;

/** The URL with which a service connects to its own database. `server` is the URL of the superuser. */
function databaseUrl(server: string, name: DatabaseName): string {
  const url = new URL(server);
  url.username = url.password = url.pathname = name;
  return url.href;
}

/** The URLs of all databases, by service. */
export function databaseUrls(server: string): Record<DatabaseName, string> {
  return Object.fromEntries(DATABASES.map((name) => [name, databaseUrl(server, name)]));
}

/** Creates the missing databases and applies all pending migrations. Returns a text about its work. */
export async function prepareDatabases(server: string): Promise<string> {
  await ensureDatabases(server);
  const applied = await Promise.all(
    DATABASES.map((name) =>
      migrate(name, databaseUrl(server, name), join(REPOSITORY, 'prisma', name, 'migrations')),
    ),
  );
  const count = applied.flat().length;
  return count === 0 ? 'up to date' : `${count} migration${count === 1 ? '' : 's'} applied`;
}

async function ensureDatabases(server: string): Promise<void> {
  await withConnection(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const existing = new Set(rows.map(({ datname }) => datname));
    for (const name of DATABASES.filter((one) => !existing.has(one))) await createDatabase(client, name);
  });
}

/**
 * Creates the database last, so that its role exists when it does. Names come from this repository, never from
 * outside.
 */
async function createDatabase(client: pg.Client, name: DatabaseName): Promise<void> {
  const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (role.rowCount === 0) await client.query(`CREATE ROLE "${name}" LOGIN PASSWORD '${name}'`);
  await client.query(`CREATE DATABASE "${name}" OWNER "${name}" STRATEGY = FILE_COPY`);
  await client.query(`REVOKE CONNECT ON DATABASE "${name}" FROM PUBLIC`);
}
