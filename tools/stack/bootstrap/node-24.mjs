import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { Refusal } from './refusal.mjs';
import { MODULES } from './repository.mjs';

const NODE_24 = 24;

/** The Node that runs this process, if it is new enough; else the Node that npm installed. */
export function node24() {
  const ours = Number(process.versions.node.split('.')[0]);
  if (ours >= NODE_24) return process.execPath;
  const installed = join(MODULES, '.bin/node');
  const { status, stdout } = spawnSync(installed, ['--version'], { encoding: 'utf8' });
  if (status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) >= NODE_24) return installed;
  throw new Refusal(
    `Peaje runs on Node ${NODE_24}; this is ${process.version}, and npm has no Node ${NODE_24} for ` +
      `${process.platform}-${process.arch}.\n\nInstall Node ${NODE_24} (nodejs.org, nvm, brew), or ` +
      'run everything in containers: docker compose up --wait',
  );
}

/** The environment of child processes: `node` on their PATH is Node 24. */
export function childEnv() {
  return { ...process.env, PATH: `${join(MODULES, '.bin')}:${process.env.PATH ?? ''}` };
}
