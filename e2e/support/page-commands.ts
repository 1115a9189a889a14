import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type ServiceName, urlOf } from './stack-file.js';

/** A command of the README, with what it says will come of it. */
export interface ReadmeCommand {
  /** The lines as a reader copies them, the comment above included. */
  readonly text: string;
  /** From the comment above, `# 202: …`; null: any success. */
  readonly status: number | null;
  /** The answer shown below the block; it is that of the block's last command. */
  readonly shown: unknown;
}

export interface Outcome {
  readonly exitCode: number;
  readonly status: number;
  readonly body: string;
}

const FENCES = /^```sh\n([^]*?)^```\n(?:\n```json\n([^]*?)^```\n)?/gm;
const PORTS: Readonly<Record<string, ServiceName>> = {
  3000: 'pos',
  3001: 'debit',
  3002: 'audit',
  3003: 'sms',
  4010: 'fake-twilio',
};

export function readmeCommands(file: string): ReadmeCommand[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(FENCES)].filter(([, sh = '']) =>
    /^\s*curl /m.test(sh),
  );
  return blocks.flatMap(([, sh = '', json]) => {
    const commands = splitCommands(sh);
    return commands.map((text, i) => ({
      text,
      status: Number(/^#\s*(\d{3})\b/m.exec(text)?.[1] ?? NaN) || null,
      shown: json !== undefined && i === commands.length - 1 ? (JSON.parse(json) as unknown) : undefined,
    }));
  });
}

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

/** As it stands in the README, but for where this stack listens. */
export const onThisStack = (text: string): string =>
  text.replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, (url, port: string) => {
    const service = PORTS[port];
    return service ? urlOf(service) : url;
  });

/** Runs a command as a reader would; a curlrc makes curl say the status aside, on stderr. */
export async function runAsReader(text: string): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'peaje-readme-'));
  writeFileSync(join(home, '.curlrc'), 'write-out = "%{stderr}status %{http_code}\\n"\n');
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  try {
    return await new Promise((resolve) => {
      const env = { ...process.env, PATH: path, CURL_HOME: home };
      execFile('bash', ['-c', text], { env, timeout: 30_000 }, (error, stdout, stderr) =>
        resolve({
          exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
          status: Number(/status (\d{3})/.exec(stderr)?.[1] ?? 0),
          body: stdout,
        }),
      );
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
