#!/usr/bin/env node
// `npx peaje` runs this. The Node may be too old for the program, and the clone may be fresh, so this file uses
// nothing newer than Node 20 and no dependencies. On Node 24 the program runs in this process: a second Node would
// take as long to start as all the rest.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../../..');
const PROGRAM = resolve(HERE, '../dist/main.js');
const COMPILED = join(ROOT, '.peaje/cache/compiled');
const NODE = 24;
const EX_UNAVAILABLE = 69;
/** kafkajs sets timers that lie in the past. */
const NOISE = 'TimeoutNegativeWarning';

function refuse(reason) {
  console.error(`peaje: ${reason}\n\nRun npm start first: it installs and builds everything.`);
  process.exit(EX_UNAVAILABLE);
}

async function runHere() {
  module.enableCompileCache(COMPILED);
  // yargs brings newer versions of string-width, whose Intl.Segmenter takes as long to load as Node itself. The one of
  // the program counts the same columns in a help text.
  module.registerHooks({
    resolve: (name, context, next) =>
      next(name, name === 'string-width' ? { ...context, parentURL: import.meta.url } : context),
  });
  // Stack traces are for PEAJE_DEBUG only, and each map takes time to read.
  process.setSourceMapsEnabled(process.env.PEAJE_DEBUG !== undefined);
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== NOISE) for (const print of printers) print(warning);
  });
  await import(pathToFileURL(PROGRAM).href);
}

/** On the Node that npm has installed. */
function runOn(node) {
  const settings = [`--disable-warning=${NOISE}`, '--enable-source-maps'];
  const child = spawn(node, [...settings, PROGRAM, ...process.argv.slice(2)], {
    // When this process dies, the channel breaks and the program stops.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => refuse(error.message));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

const installed = join(ROOT, 'node_modules/.bin/node');
if (!existsSync(join(ROOT, 'node_modules'))) refuse('the packages are not installed.');
if (!existsSync(PROGRAM)) refuse('the program is not built.');
if (Number(process.versions.node.split('.')[0]) >= NODE) await runHere();
else if (spawnSync(installed, ['--version']).status === 0) runOn(installed);
else refuse(`Peaje runs on Node ${NODE}; this is ${process.version}.`);
