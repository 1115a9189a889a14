import type { z } from 'zod';
import type { ProblemCode } from '../problems.js';

/** Who may call: a shop, whoever runs toll gates, or the bank's own staff. */
export type Role = 'merchant' | 'gate-operator' | 'bank-operator';

export type ServiceName = 'pos' | 'debit' | 'audit' | 'sms';

export type MediaType =
  | 'application/json'
  | 'application/x-ndjson'
  | 'application/x-www-form-urlencoded'
  | 'text/html'
  | 'text/plain'
  | 'text/xml'
  | '*/*';

/** Request headers that mean something; `if-json`: a file of passages carries a key a line instead. */
export interface RequestHeaders {
  readonly 'Idempotency-Key'?: 'required' | 'if-json';
  readonly Prefer?: 'wait' | 'wait-or-respond-async';
}

export type AnswerHeader = 'Location' | 'Idempotency-Replayed';

export interface Answer {
  readonly description: string;
  /** Of newline-delimited JSON: the schema of a line. Without a body: 204. */
  readonly body?: Readonly<Partial<Record<MediaType, z.ZodType>>>;
  readonly headers?: readonly AnswerHeader[];
}

export interface Param {
  readonly description: string;
  readonly example: string;
}

/** One route, as data: documents, tests and the guards of the gate are made from it. */
export interface RouteContract {
  /** `every`: all services have it. `consumers`: all that read a topic. */
  readonly service: ServiceName | 'every' | 'consumers';
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** `/v1/charges/{id}` */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Whose keys it takes; `twilio`: no key, but Twilio's signature. */
  readonly allows: readonly Role[] | 'public' | 'twilio';
  readonly params?: Readonly<Record<string, Param>>;
  readonly query?: z.ZodObject;
  readonly headers?: RequestHeaders;
  readonly body?: Readonly<Partial<Record<MediaType, z.ZodType>>>;
  /** It may be left out. */
  readonly bodyOptional?: true;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Of its own; what every route of its kind answers is added by `problemsOf`. */
  readonly problems?: readonly ProblemCode[];
  /** It touches no database, so it has no outage to tell of. */
  readonly stateless?: true;
}

/** Everything that a route may refuse with. */
export function problemsOf(route: RouteContract): ProblemCode[] {
  const { allows, body, headers = {}, method, problems = [], stateless } = route;
  const codes = new Set<ProblemCode>(problems);
  const add = (when: boolean, ...more: ProblemCode[]) => when && more.forEach((code) => codes.add(code));
  add(Array.isArray(allows), 'unauthenticated', 'forbidden');
  add(allows === 'twilio', 'signature-invalid');
  add(Boolean(body), 'payload-too-large', 'unsupported-media-type');
  add('Idempotency-Key' in headers, 'idempotency-key-missing');
  add(!stateless && method === 'GET', 'not-ready');
  add(!stateless && method !== 'GET', 'not-stored', 'outcome-unknown');
  // Whatever the route: the address must not hold a NUL character or a card number.
  add(true, 'invalid-request', 'card-number-refused', 'internal-error');
  return [...codes];
}

export const json = (schema: z.ZodType) => ({ 'application/json': schema });
