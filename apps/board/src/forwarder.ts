import { NdjsonBody } from '@peaje/chassis';
import {
  forwardedPath,
  LONGEST_REDRIVE_SECONDS,
  LONGEST_WAIT_SECONDS,
  type ForwardedRoute,
} from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { BoardKeys } from './board-keys.js';
import type { ServiceDirectory } from './service-directory.js';
import { shownAnswer } from './shown-answer.js';

const READ_TIMEOUT_MS = 5_000;
/** Longer than a caller may wait, and than a redrive takes with the record that it has begun. */
const WRITE_TIMEOUT_MS = (Math.max(LONGEST_WAIT_SECONDS, LONGEST_REDRIVE_SECONDS) + 15) * 1_000;

/** It is no service of the bank, and knows no key. */
const FAKE_TWILIO = 'fake-twilio';

const ASKED = ['idempotency-key', 'prefer', 'content-type'] as const;
const ANSWERED = [
  ...['content-type', 'location', 'retry-after'],
  ...['idempotency-replayed', 'preference-applied'],
];

/** A visitor's request. */
export interface VisitorRequest {
  readonly params: Readonly<Record<string, string>>;
  /** As it stands in the address, with its question mark, or empty. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** What the service said. */
export interface ForwardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Passes requests on with the keys of the board. The services judge them, as they judge any caller. */
export class Forwarder {
  constructor(
    private readonly directory: ServiceDirectory,
    private readonly keys: BoardKeys,
  ) {}

  /** @throws Refusal forbidden, not-found, not-ready, not-stored, outcome-unknown */
  async forward(route: ForwardedRoute, request: VisitorRequest): Promise<ForwardedAnswer> {
    if (route.method === 'POST') {
      const { allowed, why } = this.keys.mayAct(route.key);
      if (!allowed) throw new Refusal('forbidden', { detail: String(why) });
    }
    const key = this.keys.of(route.key);
    const service = route.service === 'named' ? request.params['service']! : route.service;
    const urls = (await this.directory.urls()).get(service);
    if (!urls || service === FAKE_TWILIO)
      throw new Refusal('not-found', { detail: 'the board knows no service of this name' });
    const { response, text } = await firstAnswer(service, urls, addressOf(route, request), {
      method: route.method,
      headers: { ...named(ASKED, (name) => request.headers[name]), authorization: `Bearer ${key}` },
      body: route.method === 'GET' ? null : textOf(request.body),
      redirect: 'error',
    });
    if (response.status === 401) throw unknownKey(service);
    return {
      status: response.status,
      headers: named(ANSWERED, (name) => response.headers.get(name) ?? undefined),
      text: response.status === 200 ? shownAnswer(route, text) : text,
    };
  }
}

/** The address at the service. Pure. @throws Refusal not-found */
export function addressOf(route: ForwardedRoute, { params, query }: VisitorRequest): string {
  const path = forwardedPath(route).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? '';
    // An address would take them for steps to another route, which the key of the board must not reach.
    if (/^\.{0,2}$/.test(value)) throw new Refusal('not-found', { detail: `nothing has this ${name}` });
    return encodeURIComponent(value);
  });
  return path + query;
}

/** The next instance is asked when this one cannot have received the request; to read, whenever it does not answer. */
async function firstAnswer(
  service: string,
  urls: readonly string[],
  address: string,
  init: RequestInit & Pick<ForwardedRoute, 'method'> & { readonly headers: Readonly<Record<string, string>> },
): Promise<{ readonly response: Response; readonly text: string }> {
  const { method, headers } = init;
  for (const url of urls) {
    const signal = AbortSignal.timeout(method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS);
    try {
      const response = await fetch(url + address, { ...init, signal });
      return { response, text: await response.text() };
    } catch (error) {
      if (method === 'POST' && !isUnsent(error)) throw unknownOutcome(service, 'idempotency-key' in headers);
    }
  }
  throw silent(service, method);
}

const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

const isUnsent = (error: unknown): boolean =>
  UNSENT.includes(String((error as { cause?: { code?: unknown } } | null)?.cause?.code));

function silent(service: string, method: ForwardedRoute['method']): Refusal {
  const details = {
    detail: `no instance of ${service} answers the board: is ${service} running?`,
    retryAfterSeconds: 1,
  };
  return method === 'GET' ? new Refusal('not-ready', details) : new Refusal('not-stored', details);
}

/** Cancellations, redrives, discards and the lines of a file need no key: each does a thing once. */
const unknownOutcome = (service: string, hasKey: boolean): Refusal =>
  new Refusal('outcome-unknown', {
    detail:
      `${service} took the request and the board got no answer: send it again` +
      (hasKey ? ' with the same Idempotency-Key' : '. What is done already is not done twice'),
  });

const unknownKey = (service: string): Refusal =>
  new Refusal('forbidden', {
    detail: `${service} does not know the key of this board: its PEAJE_API_KEYS are others than those of the board`,
  });

function textOf(body: unknown): string | null {
  if (body === undefined) return null;
  return body instanceof NdjsonBody ? body.text : JSON.stringify(body);
}

const named = (
  names: readonly string[],
  valueOf: (name: string) => string | string[] | undefined,
): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = valueOf(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
