import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { REPOSITORY } from '@peaje/testing/outside';

const TIMEOUT_MS = 80_000;

/**
 * Runs a block as a reader who pastes it: the shell goes on behind a command that fails.
 * @returns what the terminal shows, errors in their place
 */
export async function printedBy(block: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
  };
  // A group of its own, so that nothing is left of a block that starts processes in the background.
  const shell = spawn('bash', ['-c', `exec 2>&1\n${block}`], {
    cwd: REPOSITORY,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const timer = setTimeout(() => process.kill(-shell.pid!, 'SIGKILL'), TIMEOUT_MS);
  let printed = '';
  for await (const chunk of shell.stdout.setEncoding('utf8')) printed += chunk as string;
  clearTimeout(timer);
  return printed;
}
