import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

import type { StackPaths } from './paths.js';
import { startMark } from './process/process-table.js';
import { StackError } from './stack-error.js';
import { readStackInfo, type StackInfo } from './stack-info.js';

const lockSchema = z.object({ pid: z.number(), born: z.string().nullable() });

/**
 * Makes this process the only supervisor of the folder. The lock has the pid and the start time of its process, so
 * that the lock of a killed process is stale even when the system uses its pid again.
 * @throws StackError `already-running`, with the pid and the addresses of the running stack.
 */
export async function takeLock(paths: StackPaths): Promise<void> {
  await mkdir(dirname(paths.lock), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, born: await startMark(process.pid) });
  const draft = `${paths.lock}.${process.pid}`;
  await writeFile(draft, mine);
  try {
    while (!(await linked(draft, paths.lock))) {
      const holder = await lockHolder(paths);
      if (holder !== null) throw alreadyRunning(paths.root, holder, await readStackInfo(paths.info));
      await rm(paths.lock, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Creates the lock as a link, which has its content at once. False when there is a lock already. */
async function linked(draft: string, lock: string): Promise<boolean> {
  return link(draft, lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
}

export async function releaseLock(paths: StackPaths): Promise<void> {
  await rm(paths.lock, { force: true });
}

/** The pid of the running supervisor of this folder, or null. */
async function lockHolder(paths: StackPaths): Promise<number | null> {
  const text = await readFile(paths.lock, 'utf8').catch(() => '');
  try {
    const { pid, born } = lockSchema.parse(JSON.parse(text));
    return born !== null && (await startMark(pid)) === born ? pid : null;
  } catch {
    return null;
  }
}

/** The error. Pure. */
export function alreadyRunning(root: string, pid: number, info: StackInfo | null): StackError {
  const urls = Object.entries(info?.services ?? {}).map(
    ([name, instances]) => `  ${name.padEnd(12)} ${instances.map(({ url }) => url).join(' ')}`,
  );
  return new StackError(
    'already-running',
    [`A stack already runs in ${root} (process ${pid}).`, ...urls].join('\n'),
    `Use that stack, or stop it first: Ctrl-C in its terminal, or kill ${pid}`,
  );
}
