import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chargeView } from '@peaje/contracts';
import { eventually } from '@peaje/testing';
import type { GroupDeadLetter } from './parking.js';

const BIN = join(import.meta.dirname, '../bin/peaje.js');

/** Specs leave nothing in the home of their user. */
export const STATE_HOME = mkdtempSync(join(tmpdir(), 'peaje-state-'));
afterAll(() => rmSync(STATE_HOME, { recursive: true }));

/** A whole topic of a long test run fits in. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real program on the stack of this test run. */
export const peaje = (...args: string[]): Promise<Run> => peajeIn({}, ...args);

/** With changes to the environment. */
export const peajeIn = (changes: NodeJS.ProcessEnv, ...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
    const env = { ...inherited, XDG_STATE_HOME: STATE_HOME, ...changes };
    const options = { timeout: 60_000, maxBuffer: MAX_OUTPUT_BYTES, env };
    execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });

/** A command that does not end by itself: it runs until its output is as expected, and is interrupted. */
export function peajeUntil(...args: string[]) {
  const env = { ...process.env, XDG_STATE_HOME: STATE_HOME };
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    until: (isEnough: (stdout: string, stderr: string) => boolean) =>
      eventually(
        `the output of peaje ${args.join(' ')}`,
        () => {
          if (isEnough(stdout, stderr)) return;
          throw new Error(
            `${child.exitCode === null ? '' : `it ended with ${child.exitCode}: `}${stdout}${stderr}`,
          );
        },
        30_000,
      ),
    interrupt: async () => {
      child.kill('SIGINT');
      return { exitCode: await ended, stdout, stderr };
    },
  };
}

/** The JSON output. stdout has nothing else. */
export async function peajeJson<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await peaje(...args, '--json');
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** A small purchase. */
export const charged = async (card = 'card_rich') =>
  chargeView.parse(await peajeJson('charge', '--card', card, '--amount', '0.07'));

/** The dead letters of an unreadable outcome: one of each group that decodes it. Such a record parks no key. */
export const lettersOf = (key: string): Promise<GroupDeadLetter[]> =>
  eventually('pos and sms list their dead letter', async () => {
    const found = await peajeJson<GroupDeadLetter[]>('dlq', 'list', '--parked-key', key);
    expect(found.map(({ group }) => group)).toEqual(['pos', 'sms']);
    return found;
  });

export async function discardAll(letters: readonly GroupDeadLetter[]): Promise<void> {
  for (const { id, group } of letters)
    await peaje('dlq', 'discard', id, '--group', group, '--reason', 'the spec is over');
}
