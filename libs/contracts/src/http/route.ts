import type { z } from 'zod';
import type { ProblemCode } from '../problems.js';

/** The callers: a shop, the operator of toll gates, or the bank's own staff. */
export type Role = 'merchant' | 'gate-operator' | 'bank-operator';

/** The keys that a stack with demo data knows. */
export const demoKeys = {
  merchant: 'demo_shop',
  'gate-operator': 'demo_toll',
  'bank-operator': 'demo_bank',
} as const satisfies Record<Role, string>;

/** The cards that a stack with demo data knows, as documentation and tests name them. */
export const demoCards = ['card_rich', 'card_poor', 'card_prepaid', 'card_blocked', 'card_expired'] as const;

export type ServiceName = 'pos' | 'debit' | 'audit' | 'sms' | 'board';

export type MediaType =
  | 'application/json'
  | 'application/x-ndjson'
  | 'application/x-www-form-urlencoded'
  | 'text/event-stream'
  | 'text/html'
  | 'text/plain'
  | 'text/xml'
  | '*/*';

/** The request headers that a route reads. `if-json`: a file of passages has a key on each line instead. */
export interface RequestHeaders {
  readonly 'Idempotency-Key'?: 'required' | 'if-json';
  readonly Prefer?: 'wait' | 'wait-or-respond-async';
}

export type AnswerHeader = 'Location' | 'Idempotency-Replayed' | 'Preference-Applied';

export interface Answer {
  readonly description: string;
  /** Of newline-delimited JSON: the schema of a line. An answer without a body is 204. */
  readonly body?: Readonly<Partial<Record<MediaType, z.ZodType>>>;
  readonly headers?: readonly AnswerHeader[];
}

interface Param {
  readonly description: string;
  readonly example: string;
}

/** One route, as data. The OpenAPI document, the tests and the HTTP edge are made from it. */
export interface RouteContract {
  /** `every`: all services have it. `consumers`: all services that read a topic have it. */
  readonly service: ServiceName | 'every' | 'consumers';
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** `/v1/charges/{id}` */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** The callers whose keys it accepts. `twilio`: it needs Twilio's signature instead of a key. */
  readonly allows: readonly Role[] | 'public' | 'twilio';
  readonly params?: Readonly<Record<string, Param>>;
  readonly query?: z.ZodObject;
  readonly headers?: RequestHeaders;
  readonly body?: Readonly<Partial<Record<MediaType, z.ZodType>>>;
  /** The body may be left out. */
  readonly bodyOptional?: true;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Its own problems. `problemsOf` adds those of every route of its kind. */
  readonly problems?: readonly ProblemCode[];
  /** It uses no database, so it knows no outage. */
  readonly stateless?: true;
  /** Of `every`: this service has a route of its own at the path. */
  readonly except?: ServiceName;
  /** Another service has a route of this method and path, and the document of the whole system has that one. */
  readonly sharesPath?: true;
}

/** Every problem that a route may answer with. */
export function problemsOf(route: RouteContract): ProblemCode[] {
  const { allows, headers = {}, method, problems = [], stateless } = route;
  const codes = new Set<ProblemCode>(problems);
  const add = (when: boolean, ...more: ProblemCode[]) => when && more.forEach((code) => codes.add(code));
  add(Array.isArray(allows), 'unauthenticated', 'forbidden');
  add(allows === 'twilio', 'signature-invalid');
  add(allows !== 'public', 'too-many-requests');
  // A body where none is needed is read as well, because `{}` means the same as none.
  add(method !== 'GET', 'payload-too-large', 'unsupported-media-type');
  add('Idempotency-Key' in headers, 'idempotency-key-missing');
  add(!stateless && method === 'GET', 'not-ready');
  add(!stateless && method !== 'GET', 'not-stored', 'outcome-unknown');
  // On every route: a NUL character or a card number in the address is refused.
  add(true, 'invalid-request', 'card-number-refused', 'internal-error');
  // Before the router: what is sent is no HTTP, too long, or too slow.
  add(true, 'request-timeout', 'uri-too-long', 'expectation-failed', 'headers-too-large');
  return [...codes];
}

export const json = (schema: z.ZodType) => ({ 'application/json': schema });
