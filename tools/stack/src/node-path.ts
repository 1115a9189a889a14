import { join } from 'node:path';

import { REPOSITORY } from './paths.js';

/** Node 24 for the services: the Node of this process, if it is new enough; else the one that npm installed. */
export function nodePath(): string {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24 ? process.execPath : join(REPOSITORY, 'node_modules/.bin/node');
}
