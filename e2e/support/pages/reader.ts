import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
export async function runAsReader(text: string): Promise<CommandResult> {
  const home = mkdtempSync(join(tmpdir(), 'peaje-pages-'));
  writeFileSync(join(home, '.curlrc'), 'write-out = "%{stderr}status %{http_code}\\n"\n');
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  try {
    return await new Promise((resolve) => {
      const env = { ...process.env, PATH: path, CURL_HOME: home, XDG_STATE_HOME: home };
      const bash = ['-e', '-o', 'pipefail', '-c', text];
      execFile('bash', bash, { cwd: REPOSITORY, env, timeout: 60_000 }, (error, stdout, stderr) => {
        const status = [...stderr.matchAll(/status (\d{3})/g)].at(-1)?.[1];
        resolve({
          exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
          status: status === undefined ? null : Number(status),
          body: stdout,
          stderr,
        });
      });
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
