import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { REPOSITORY, type StackService, urlOf } from '@peaje/testing/outside';

export interface CommandResult {
  readonly exitCode: number;
  /** The HTTP status of the last answer to curl; null without one. */
  readonly status: number | null;
  readonly body: string;
  readonly stderr: string;
}

const PORTS: Readonly<Record<string, StackService>> = {
  3000: 'pos',
  3001: 'debit',
  3002: 'audit',
  3003: 'sms',
  3004: 'board',
  4010: 'fake-twilio',
};

/** The command with the addresses of this stack. */
export const onThisStack = (text: string): string =>
  text.replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, (url, port: string) => {
    const service = PORTS[port];
    return service ? urlOf(service) : url;
  });

/** Runs a command as a reader would; a curlrc makes curl print the status on stderr. */
export const runAsReader = (text: string): Promise<CommandResult> =>
  run('bash', ['-e', '-o', 'pipefail', '-c', text]);

/** The shells of readers, as they are without any settings. They are interactive, and zsh takes no comments then. */
const SHELLS = {
  bash: ['--noprofile', '--norc', '-i'],
  zsh: ['-f', '-i', '+o', 'promptsp'],
} as const;
export type Shell = keyof typeof SHELLS;
export const shells = Object.keys(SHELLS) as Shell[];

export const isInstalled = (shell: Shell): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, shell), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Pastes a whole block into an interactive shell, which ends at the first command that fails. */
export const paste = (shell: Shell, block: string): Promise<CommandResult> =>
  run(shell, SHELLS[shell], `set -e -o pipefail\n${block}\nexit\n`);

/** What a shell says of a line that it cannot run, as opposed to what a program says. */
export const complaintsOf = (shell: Shell, { stderr }: CommandResult): string[] =>
  stderr.split('\n').filter((line) => line.startsWith(`${shell}: `) && !NO_TERMINAL.test(line));
const NO_TERMINAL = /terminal process group|no job control/;

async function run(program: string, args: readonly string[], input = ''): Promise<CommandResult> {
  const home = mkdtempSync(join(tmpdir(), 'peaje-pages-'));
  writeFileSync(join(home, '.curlrc'), 'write-out = "%{stderr}status %{http_code}\\n"\n');
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  try {
    return await new Promise((resolve) => {
      const env = { ...process.env, PATH: path, CURL_HOME: home, XDG_STATE_HOME: home, PS1: '', PS2: '' };
      const options = { cwd: REPOSITORY, env, timeout: 80_000 };
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        const status = [...stderr.matchAll(/status (\d{3})/g)].at(-1)?.[1];
        resolve({
          exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
          status: status === undefined ? null : Number(status),
          body: stdout,
          stderr,
        });
      });
      child.stdin!.end(input);
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The keys of a JSON value, however deep; of a list, those of its first item. */
export function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${path}[]`] : keysOf(value[0], `${path}[]`);
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`));
}
