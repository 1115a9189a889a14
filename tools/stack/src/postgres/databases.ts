import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

import { REPOSITORY } from '../paths.js';
import { withConnection } from './connection.js';
import { superuserUrl } from './postgres-server.js';

/** One database a service, and a role of the same name that can enter no other. */
export const DATABASES: readonly DatabaseName[] = readdirSync(join(REPOSITORY, 'prisma'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** That of the service, and of its folder under prisma/. */
export type DatabaseName = string;

/** How a service connects to its own database. */
export function databaseUrl(port: number, name: DatabaseName): string {
  return `postgresql://${name}:${name}@127.0.0.1:${port}/${name}`;
}

/** The addresses of all databases, by service. */
export function databaseUrls(port: number): Record<DatabaseName, string> {
  return Object.fromEntries(DATABASES.map((name) => [name, databaseUrl(port, name)]));
}

/** Creates the roles and databases that are missing. */
export async function ensureDatabases(port: number): Promise<void> {
  await withConnection(superuserUrl(port), async (client) => {
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
