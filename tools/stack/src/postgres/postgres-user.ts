import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

import { StackError } from '../stack-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** The user of PostgreSQL's programs. They refuse root, so root must start them as another user. */
export interface PostgresUser {
  /** The owner of the data; null when that is the user of this process. */
  owner: { uid: number; gid: number } | null;
  /** A command before the program that lets it reach its files and changes the user. Empty when not needed. */
  prefix: string[];
}

const run = promisify(execFile);

/**
 * PostgreSQL refuses to run as root. Under root it therefore runs as the owner of the existing data, else as
 * `postgres`, else as `nobody`. That user must be able to enter every folder above its files. In a clone under
 * /root, or in a private temporary folder, it cannot: then the process gets the one capability to pass through
 * folders. The check is `initdb --show`, which changes nothing and reads its files in the same ways as a real start.
 * @throws StackError `postgres-user-missing`, `postgres-path-closed`
 */
export async function choosePostgresUser(
  dataDir: string,
  { initdb }: PostgresBinaries,
): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { owner: null, prefix: [] };
  const ids = (await ownerOf(dataDir)) ?? (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (!ids) {
    throw new StackError(
      'postgres-user-missing',
      'PostgreSQL refuses to run as root, and this machine has no user `postgres` or `nobody`.',
      'Start Peaje as an ordinary user, or create the user: useradd --system postgres',
    );
  }
  const closed = (await closedFolder(initdb, ids.uid)) ?? (await closedFolder(dataDir, ids.uid));
  if (closed === null) return { owner: ids, prefix: [] };
  const prefix = passThroughFolders(ids);
  const [command = '', ...args] = [...prefix, initdb, '--show', `--pgdata=${dataDir}`];
  await run(command, args).catch((cause: Error & { stderr?: string }) => {
    throw pathClosed(closed, ids.uid, cause);
  });
  return { owner: ids, prefix };
}

/** Pure. @param cause the failure of `setpriv`, or of PostgreSQL under it */
export function pathClosed(closed: string, uid: number, cause: Error & { stderr?: string }): StackError {
  const reason = (cause.stderr || cause.message).trim().split('\n').at(-1);
  return new StackError(
    'postgres-path-closed',
    `PostgreSQL refuses to run as root. User ${uid} runs it instead, but may not enter ${closed}.\n` +
      `Root cannot let that user pass through (setpriv with CAP_DAC_READ_SEARCH):\n\n  ${reason}`,
    'Move Peaje to a folder that others may enter, or start it as an ordinary user,\n' +
      'or run everything in containers: docker compose up --wait',
    { cause },
  );
}

/**
 * The command of `setpriv` (util-linux) that drops root but keeps CAP_DAC_READ_SEARCH. PostgreSQL looks for its
 * programs with access(2), which ignores the capabilities of other users than root, unless the secure bit
 * `no_setuid_fixup` is set. Pure.
 */
function passThroughFolders({ uid, gid }: { uid: number; gid: number }): string[] {
  const cap = '+dac_read_search';
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${cap}`,
    `--ambient-caps=${cap}`,
    '--securebits=+no_setuid_fixup',
  ];
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  const found = await stat(path).catch(() => null);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : null;
}

async function idsOf(user: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** A folder above `path` that this user may not enter, or null. Ignores groups, because `setpriv` clears them. */
async function closedFolder(path: string, uid: number): Promise<string | null> {
  for (let dir = await realpath(dirname(path)); ; dir = dirname(dir)) {
    const { mode, uid: owner } = await stat(dir);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return dir;
    if (dir === dirname(dir)) return null;
  }
}
