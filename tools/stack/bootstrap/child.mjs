import { spawn } from 'node:child_process';

import { childEnv } from './node-24.mjs';
import { ROOT } from './repository.mjs';

/** The child process that runs now. It gets the signals that this process gets. */
let current = null;
let stopped = false;

/** Runs a program to its end without showing its output. */
export function run(command, args, env = process.env) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    current = child;
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => done({ code: 1, output: error.message }));
    child.once('close', (code) => {
      current = null;
      if (stopped) process.exit(130);
      done({ code: code ?? 1, output });
    });
  });
}

/**
 * Runs the real program on the same terminal, passes signals on, and takes over its exit code.
 * The IPC channel carries nothing: it breaks when this process dies, and the program then stops, too.
 */
export function handOver(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: childEnv(),
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    current = child;
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/** Passes signals on. The parent (npm or its shell) may die without passing one on: its death counts as SIGTERM. */
export function listenForSignals() {
  const stop = (signal) => {
    stopped = true;
    if (current) current.kill(signal);
    else process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !stopped) stop('SIGTERM');
  }, 500).unref();
}
