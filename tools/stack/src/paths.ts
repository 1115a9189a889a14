import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository: this file lies in tools/stack/src or, built, in tools/stack/dist. */
export const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where one stack keeps what it writes. */
export interface StackPaths {
  /**
   * The folder of the stack; on the command line of each of its processes, so that orphans are recognised.
   */
  root: string;
  data: string;
  logs: string;
  /** Private keys that the stack made for its services. */
  keys: string;
  /** The machine-readable face of the running stack. */
  info: string;
  /** Held by the supervisor as long as it runs. */
  lock: string;
}

export function stackPaths(root: string): StackPaths {
  const absolute = resolve(root);
  return {
    root: absolute,
    data: join(absolute, 'data'),
    logs: join(absolute, 'logs'),
    keys: join(absolute, 'keys'),
    info: join(absolute, 'stack.json'),
    lock: join(absolute, 'stack.lock'),
  };
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
