import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '../../tools/cli/bin/peaje.js');
/** Not the home of the user: what was verified in one run is none of the next one's business. */
const STATE_HOME = join(tmpdir(), `peaje-state-${process.pid}`);
afterAll(() => rm(STATE_HOME, { recursive: true, force: true }));

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `peaje …`, as an operator types it. */
export const peaje = (...args: string[]): Promise<CliResult> => peajeWithin(120_000, ...args);

export const peajeWithin = (timeout: number, ...args: string[]): Promise<CliResult> =>
  new Promise((resolve) => {
    const env = { ...process.env, XDG_STATE_HOME: STATE_HOME };
    const options = { timeout, maxBuffer: 256 * 1024 * 1024, env };
    execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });

/** The JSON that a program reads. @throws when the exit code is not 0 */
export async function peajeJson<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await peaje(...args, '--json');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout) as T;
}
