import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { onThisStack } from './reader.js';

/** A request of a `.http` file (REST Client's format), with the status that the comment above it names. */
export interface FileRequest {
  readonly title: string;
  readonly status: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const OF_REST_CLIENT: Readonly<Record<string, () => string>> = {
  $guid: () => randomUUID(),
  '$datetime iso8601': () => new Date().toISOString(),
};

export function requestsIn(file: string): FileRequest[] {
  const [head = '', ...parts] = readFileSync(file, 'utf8').split(/^###\s*/m);
  const variables = new Map(
    [...head.matchAll(/^@(\w+)\s*=\s*(.+)$/gm)].map(([, name, value]) => [name!, value!]),
  );
  return parts.map((part) => requestOf(part, variables));
}

function requestOf(part: string, variables: ReadonlyMap<string, string>): FileRequest {
  const [title = '', ...lines] = part.split('\n');
  const status = Number(lines.find((line) => /^# \d{3}$/.test(line))?.slice(2));
  const filled = lines
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(
      /\{\{(\$?\w+(?: \w+)?)\}\}/g,
      (_, name: string) => OF_REST_CLIENT[name]?.() ?? variables.get(name)!,
    );
  const [head = '', ...body] = filled.trim().split(/\n\n/);
  const [first = '', ...headers] = head.split('\n');
  const [method = '', url = ''] = first.split(' ');
  const pairs = headers.map((line) => line.split(/:\s*(.*)/s, 2) as [string, string]);
  return {
    title,
    status,
    method,
    url,
    headers: Object.fromEntries(pairs),
    body: body.join('\n\n') || undefined,
  };
}

/** Sends a request to this stack. @returns the status of the answer */
export async function statusOf({ method, url, headers, body }: FileRequest): Promise<number> {
  const response = await fetch(onThisStack(url), {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  await response.arrayBuffer();
  return response.status;
}
