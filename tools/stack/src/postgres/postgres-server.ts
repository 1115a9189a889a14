import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { exists, type StackPaths } from '../paths.js';
import type { ProcessSpec } from '../process/process-spec.js';
import { SupervisedProcess } from '../process/supervised-process.js';
import { StackError } from '../stack-error.js';
import { withConnection } from './connection.js';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { choosePostgresUser, type PostgresUser } from './postgres-user.js';

const SUPERUSER = 'postgres';
/** For a database that listens on 127.0.0.1 only and has invented money only. */
const PASSWORD = 'peaje';
/** Milliseconds. Recovery after a kill may take a while. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 8_000;

/** The URL with which the superuser connects. */
export function superuserUrl(port: number, database = 'postgres'): string {
  return `postgresql://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
}

/** PostgreSQL on this machine, ready to run on the data of one stack. */
export interface PostgresInstallation {
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  readonly dataDir: string;
}

/**
 * Checks everything that can keep PostgreSQL from running. `home` is the folder of its programs; default: the one in
 * node_modules. @throws StackError `postgres-missing`, `postgres-user-missing`, `postgres-path-closed`
 */
export async function checkPostgres(paths: StackPaths, home?: string): Promise<PostgresInstallation> {
  const dataDir = join(paths.data, 'postgres');
  const binaries = await findPostgres(home);
  await mkdir(paths.data, { recursive: true });
  return { binaries, user: await choosePostgresUser(dataDir, binaries), dataDir };
}

/** Creates the database cluster when there is none, and returns its server without starting it. */
export async function openPostgres(
  installation: PostgresInstallation,
  paths: StackPaths,
  port: number,
  onChange: () => void,
): Promise<SupervisedProcess> {
  if (!(await exists(join(installation.dataDir, 'PG_VERSION')))) await initialise(installation);
  return new SupervisedProcess(serverSpec(installation, paths, port), onChange);
}

/** Runs `initdb` in another folder and renames it, so that an incomplete cluster is never used. */
async function initialise({ dataDir, binaries, user }: PostgresInstallation): Promise<void> {
  const parts = `${dataDir}.part`;
  const passwordFile = `${dataDir}.password`;
  await rm(parts, { recursive: true, force: true });
  await mkdir(parts, { mode: 0o700 });
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  if (user.owner) {
    await chown(parts, user.owner.uid, user.owner.gid);
    await chown(passwordFile, user.owner.uid, user.owner.gid);
  }
  const { command, args, ids } = asUser(user, binaries.initdb, [
    `--pgdata=${parts}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth-host=scram-sha-256',
    '--auth-local=reject',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  try {
    await promisify(execFile)(command, args, { ...ids, cwd: parts, env: environment() });
  } catch (error) {
    await rm(parts, { recursive: true, force: true });
    throw initFailure(error as Error & { stderr?: string });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await chmod(parts, 0o700);
  await rename(parts, dataDir);
}

function serverSpec(
  { dataDir, binaries, user }: PostgresInstallation,
  paths: StackPaths,
  port: number,
): ProcessSpec {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    cluster_name: 'peaje',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { command, args, ids } = asUser(user, binaries.postgres, ['-D', dataDir, ...options]);
  return {
    name: 'postgres',
    command,
    args,
    cwd: dataDir,
    env: environment(),
    ...(ids ? { user: ids } : {}),
    logFile: join(paths.logs, 'postgres.log'),
    stopSignal: 'SIGINT', // fast shutdown: ends sessions and writes everything
    stopTimeoutMs: STOP_TIMEOUT_MS,
    abortSignal: 'SIGQUIT', // the only signal that ends its children at once, too
    whyNotReady: () => whyNoAnswer(port),
    readyTimeoutMs: START_TIMEOUT_MS,
  };
}

function asUser(user: PostgresUser, program: string, options: string[]) {
  const [command = program, ...args] = [...user.prefix, program, ...options];
  const ids = user.prefix.length === 0 ? user.owner : null;
  return { command, args, ids: ids ?? undefined };
}

function environment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
}

async function whyNoAnswer(port: number): Promise<string | null> {
  return withConnection(superuserUrl(port), (client) => client.query('SELECT 1')).then(
    () => null,
    (error: Error) => error.message,
  );
}

function initFailure(error: Error & { stderr?: string }): Error {
  const output = (error.stderr ?? error.message).trim().split('\n').slice(-4).join('\n  ');
  if (/no space left/i.test(output)) return new Error('no space left on device', { cause: error });
  return new StackError(
    'postgres-init-failed',
    `PostgreSQL could not create its files:\n\n  ${output}`,
    'Fix that cause and start again; or run everything in containers: docker compose up --wait',
    { cause: error },
  );
}
