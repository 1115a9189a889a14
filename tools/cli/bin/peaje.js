#!/usr/bin/env node
// `npx peaje` runs this. The Node may be too old for the program, and the clone may be fresh, so this file uses
// nothing newer than Node 20 and no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../../..');
const PROGRAM = resolve(HERE, '../dist/main.js');
const EX_UNAVAILABLE = 69;

/** The Node that runs this file, if it is new enough; else the Node that npm has installed. */
function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const installed = join(ROOT, 'node_modules/.bin/node');
  return spawnSync(installed, ['--version']).status === 0 ? installed : null;
}

function refuse(reason) {
  console.error(`peaje: ${reason}\n\nRun npm start first: it installs and builds everything.`);
  process.exit(EX_UNAVAILABLE);
}

const node = node24();
if (!existsSync(join(ROOT, 'node_modules'))) refuse('the packages are not installed.');
if (node === null) refuse(`Peaje runs on Node 24; this is ${process.version}.`);
if (!existsSync(PROGRAM)) refuse('the program is not built.');

const settings = ['--disable-warning=TimeoutNegativeWarning', '--enable-source-maps'];
const child = spawn(node, [...settings, PROGRAM, ...process.argv.slice(2)], {
  // When this process dies, the channel breaks and the program stops.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { NODE_COMPILE_CACHE: join(ROOT, '.peaje/cache/compiled'), ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => refuse(error.message));
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
