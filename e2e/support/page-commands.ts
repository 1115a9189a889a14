import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type ServiceName, urlOf } from './stack-file.js';

/** A command of a page, with what the page says will come of it. */
export interface PageCommand {
  readonly page: string;
  /** The lines as a reader copies them, the comment above included. */
  readonly text: string;
  /** From the comment above, `# 202: …`; null: any success. */
  readonly status: number | null;
  /** The answer shown below the block; it is that of the block's last command. */
  readonly shown: unknown;
}

export interface Outcome {
  readonly exitCode: number;
  /** Of the last answer to curl; null when nobody asked. */
  readonly status: number | null;
  readonly body: string;
  /** On stderr. */
  readonly said: string;
}

const ROOT = join(import.meta.dirname, '../..');
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.nx', '.peaje']);
/** Its blocks are those of README.md, which pages.spec proves. */
const SAME_AGAIN = 'README.es.md';

/** `sh` is run; sessions that are only shown are `console`, and what begins or ends a stack is `text`. */
const FENCES = /^```sh\n([^]*?)^```\n(?:\n```json\n([^]*?)^```\n)?/gm;
const ASSIGNMENT = /^\w+=\S/m;
const PORTS: Readonly<Record<string, ServiceName>> = {
  3000: 'pos',
  3001: 'debit',
  3002: 'audit',
  3003: 'sms',
  4010: 'fake-twilio',
};

/** Of all pages of the repository, unless some are given. */
export function pageCommands(
  pages: readonly (readonly [path: string, text: string])[] = allPages(),
): PageCommand[] {
  return pages.flatMap(([page, markdown]) =>
    [...markdown.matchAll(FENCES)].flatMap(([, sh = '', json]) => {
      const commands = ASSIGNMENT.test(sh) ? [sh.trim()] : splitCommands(sh);
      return commands.map((text, i) => ({
        page,
        text,
        status: Number(/^#\s*(\d{3})\b/m.exec(text)?.[1] ?? NaN) || null,
        shown: json !== undefined && i === commands.length - 1 ? (JSON.parse(json) as unknown) : undefined,
      }));
    }),
  );
}

const allPages = () =>
  globSync('**/*.md', { cwd: ROOT, exclude: (path) => NOT_OURS.has(path.split('/').at(-1)!) })
    .filter((path) => path !== SAME_AGAIN)
    .sort()
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const);

/** A command goes on while its lines end in a backslash; comments belong to the command below them. */
function splitCommands(sh: string): string[] {
  const commands: string[] = [];
  let lines: string[] = [];
  for (const line of sh.split('\n')) {
    if (line.trim() === '') continue;
    lines.push(line);
    if (line.startsWith('#') || line.endsWith('\\')) continue;
    commands.push(lines.join('\n'));
    lines = [];
  }
  return commands;
}

/** As it stands on its page, but for where this stack listens. */
export const onThisStack = (text: string): string =>
  text.replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, (url, port: string) => {
    const service = PORTS[port];
    return service ? urlOf(service) : url;
  });

/** Runs a command as a reader would; a curlrc makes curl say the status aside, on stderr. */
export async function runAsReader(text: string): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'peaje-pages-'));
  writeFileSync(join(home, '.curlrc'), 'write-out = "%{stderr}status %{http_code}\\n"\n');
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  try {
    return await new Promise((resolve) => {
      const env = { ...process.env, PATH: path, CURL_HOME: home };
      const bash = ['-e', '-o', 'pipefail', '-c', text];
      execFile('bash', bash, { cwd: ROOT, env, timeout: 60_000 }, (error, stdout, stderr) => {
        const status = [...stderr.matchAll(/status (\d{3})/g)].at(-1)?.[1];
        resolve({
          exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
          status: status === undefined ? null : Number(status),
          body: stdout,
          said: stderr,
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
