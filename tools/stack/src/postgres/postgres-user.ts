import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

import { StackError } from '../stack-error.js';

/** How a PostgreSQL program is started: as us, or as somebody else when we are root, which it refuses. */
export interface PostgresUser {
  /** Who owns the data; null: we do. */
  owner: { uid: number; gid: number } | null;
  /** Words before the program's own, when it needs help to reach its files; they change the user, too. */
  prefix: string[];
}

const run = promisify(execFile);

/**
 * PostgreSQL refuses to run as root. As root we therefore run it as whoever owns the existing data, else as
 * `postgres`, else as `nobody`; no user is ever created. That user must be able to enter every folder on
 * the way to its files: where it cannot (a clone under /root, or in a private temporary folder), the
 * process is given the one capability to pass through folders.
 * @throws StackError `postgres-user-missing`, `postgres-path-closed`
 */
export async function choosePostgresUser(dataDir: string, program: string): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { owner: null, prefix: [] };
  const ids = (await ownerOf(dataDir)) ?? (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (!ids) {
    throw new StackError(
      'postgres-user-missing',
      'PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` here.',
      'Start Peaje as an ordinary user, or create one: useradd --system postgres',
    );
  }
  const open = (await canEnter(dataDir, ids.uid)) && (await canEnter(program, ids.uid));
  if (open) return { owner: ids, prefix: [] };
  const prefix = passThroughFolders(ids);
  const [command = '', ...args] = [...prefix, program, '--version'];
  await run(command, args).catch((cause: unknown) => {
    throw new StackError(
      'postgres-path-closed',
      `PostgreSQL refuses to run as root, and user ${ids.uid} may not enter ${dirname(dataDir)}.`,
      'Start Peaje as an ordinary user, or move it to a folder that others may enter (not under /root).',
      { cause },
    );
  });
  return { owner: ids, prefix };
}

/** The words of `setpriv` (util-linux) that drop root but keep CAP_DAC_READ_SEARCH. Pure. */
export function passThroughFolders({ uid, gid }: { uid: number; gid: number }): string[] {
  const cap = '+dac_read_search';
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${cap}`,
    `--ambient-caps=${cap}`,
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

/** Whether this user may enter every folder above `path`. Groups are left out: we drop them. */
async function canEnter(path: string, uid: number): Promise<boolean> {
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    const { mode, uid: owner } = await stat(dir);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}
