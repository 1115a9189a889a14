import { mkdir, statfs } from 'node:fs/promises';

import { StackError } from './stack-error.js';

const NEEDED_BYTES = 1024 ** 3;

/** @throws StackError `disk-nearly-full` when the file system of `folder` has less than 1 GiB left. */
export async function assertDiskSpace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const problem = diskProblem(folder, bavail * bsize);
  if (problem) throw problem;
}

/** The error; null when there is enough space. Pure. */
export function diskProblem(folder: string, freeBytes: number): StackError | null {
  if (freeBytes >= NEEDED_BYTES) return null;
  return new StackError(
    'disk-nearly-full',
    `Peaje needs 1 GiB of disk, and ${folder} has ${Math.floor(freeBytes / 1024 ** 2)} MiB left.`,
    'Free some space, or choose another folder: PEAJE_DATA_DIR=/big/disk/peaje npm start',
  );
}
