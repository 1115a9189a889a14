import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const LEAVES_WITHIN_MS = 10_000;

/** A program of the bench in a process of its own. */
export function forkProgram(file: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return fork(file, {
    execArgv: ['--disable-warning=TimeoutNegativeWarning', '--enable-source-maps'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', KAFKAJS_NO_PARTITIONER_WARNING: '1', ...env },
  });
}

export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  const late = setTimeout(() => child.kill('SIGKILL'), LEAVES_WITHIN_MS);
  await exit;
  clearTimeout(late);
}
