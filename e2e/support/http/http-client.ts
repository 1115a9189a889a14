import type { Page } from '@peaje/contracts';
import { readStack, type StackService, urlOf } from '@peaje/testing/outside';

export type Caller = 'shop' | 'toll' | 'bank' | 'anonymous';

export interface Request {
  readonly as?: Caller;
  /** The process of the service that gets the request; 0, the first, by default. */
  readonly instance?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is; anything else as JSON. */
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body where it is JSON, else null. */
  readonly json: unknown;
  readonly tookMs: number;
}

/** Sends one request, and gives its answer with any status. @throws TypeError without an answer */
export async function ask(service: StackService, method: string, path: string, request: Request = {}) {
  const { as = 'bank', instance = 0, headers = {}, body, timeoutMs = 40_000 } = request;
  const startedMs = performance.now();
  const response = await fetch(`${urlOf(service, instance)}${path}`, {
    method,
    headers: {
      ...(as === 'anonymous' ? {} : { authorization: `Bearer ${readStack().seed.keys[as]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  const tookMs = performance.now() - startedMs;
  const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
  const json: unknown = isJson ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json, tookMs } satisfies Answer;
}

/** The JSON that a route answers. @throws when the status is not 200 */
export async function read(
  service: StackService,
  path: string,
  as: Caller = 'bank',
  instance = 0,
): Promise<unknown> {
  const answer = await ask(service, 'GET', path, { as, instance });
  if (answer.status !== 200) throw new Error(`GET ${path} on ${service}: ${answer.status} ${answer.text}`);
  return answer.json;
}

/** Every item of a list, page after page. */
export async function readAll(
  service: StackService,
  path: string,
  as: Caller = 'bank',
  instance = 0,
): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const page = (await read(service, path + more, as, instance)) as Page<unknown>;
    items.push(...page.items);
    cursor = page.nextCursor ?? null;
  } while (cursor !== null);
  return items;
}
