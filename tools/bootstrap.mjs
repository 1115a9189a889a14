// The first program that runs on a fresh clone: it has no dependencies, and runs on Node 20.
//   node tools/bootstrap.mjs start | attach | check | test | test:all | integration | e2e | fuzz | chaos
//                            | measure:audit | measure:reconcile | contracts | bench | picture | reset
// It installs missing packages, builds changed ones, finds Node 24, and runs the program of the command.
import { join } from 'node:path';

import { ensureBuilt } from './stack/bootstrap/build.mjs';
import { handOver, listenForSignals } from './stack/bootstrap/child.mjs';
import { ensureInstalled } from './stack/bootstrap/install.mjs';
import { node24 } from './stack/bootstrap/node-24.mjs';
import { takeLock } from './stack/bootstrap/one-at-a-time.mjs';
import { Refusal } from './stack/bootstrap/refusal.mjs';
import { ROOT } from './stack/bootstrap/repository.mjs';
import { reset } from './stack/bootstrap/reset.mjs';

/** The commands of `tools/run-tests.mjs`. */
const TESTS = [
  'check',
  'test',
  'test:all',
  'integration',
  'e2e',
  'fuzz',
  'chaos',
  'measure:audit',
  'measure:reconcile',
];
const PROGRAMS = {
  start: ['tools/stack/dist/main.js'],
  attach: ['tools/stack/dist/compose/main.js'],
  ...Object.fromEntries(TESTS.map((name) => [name, ['tools/run-tests.mjs', name]])),
  contracts: ['tools/contracts-publisher/dist/main.js'],
  bench: ['bench/dist/main.js'],
  picture: ['tools/cli/dist/picture/main.js'],
};

async function main([command, ...rest]) {
  listenForSignals();
  if (command === 'reset') return reset();
  const program = PROGRAMS[command];
  if (!program)
    throw new Refusal(`Usage: node tools/bootstrap.mjs ${Object.keys(PROGRAMS).join(' | ')} | reset`);
  const release = await takeLock();
  try {
    await ensureInstalled();
    await ensureBuilt();
  } finally {
    release();
  }
  const [script, ...args] = program;
  const settings = ['--disable-warning=TimeoutNegativeWarning', '--enable-source-maps'];
  process.exitCode = await handOver(node24(), [...settings, join(ROOT, script), ...args, ...rest]);
}

main(process.argv.slice(2)).then(
  () => process.exit(),
  (error) => {
    console.error(error instanceof Refusal ? `\n${error.message}` : error);
    process.exit(1);
  },
);
