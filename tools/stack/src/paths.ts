import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. This file is in tools/stack/src or, built, in tools/stack/dist. */
export const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The files and folders that one stack writes. */
export interface StackPaths {
  /** The folder of the stack. It is on the command line of each of its processes, so that orphans can be found. */
  root: string;
  data: string;
  logs: string;
  /** The private keys that the stack creates for its services. */
  keys: string;
  /** What probes have seen of the services. */
  probes: string;
  /** stack.json: the running stack, for programs. */
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
    probes: join(absolute, 'data', 'probes.json'),
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
