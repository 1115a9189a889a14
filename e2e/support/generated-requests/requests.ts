import { readStack, type StackService } from '@peaje/testing/outside';
import fc, { type Arbitrary } from 'fast-check';
import type { Caller } from '../http/http-client.js';
import { resolved, type Parameter, type Route } from './document.js';
import { almost } from './mutations.js';
import { oddText, valueOf, type Known } from './values.js';

export interface GeneratedRequest {
  readonly service: StackService;
  readonly method: string;
  /** With its query, as it goes over the wire; `{n}` is an id of `AcceptedRequests`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The request gets the signature that Twilio would give it. */
  readonly signed: boolean;
}

const ROLES: Readonly<Record<string, Exclude<Caller, 'anonymous'>>> = {
  merchant: 'shop',
  'gate-operator': 'toll',
  'bank-operator': 'bank',
};

/** A mix of valid, almost valid and nonsense requests for a route. */
export const requestsFor = (route: Route, known: Known): Arbitrary<GeneratedRequest> =>
  fc
    .record({
      service: fc.constantFrom(...route.services),
      path: pathOf(route),
      query: queryOf(route, known),
      headers: headersOf(route),
      authorization: authorizationOf(route),
      content: contentOf(route, known),
      signed: often(fc.constant(true), fc.constant(false)),
    })
    .map(({ service, path, query, headers, authorization, content, signed }) => ({
      service,
      method: route.method,
      path: query === '' ? path : `${path}?${query}`,
      headers: { ...headers, ...authorization, ...content.headers },
      ...(content.body === undefined ? {} : { body: content.body }),
      signed: signed && route.allows === 'twilio',
    }));

const often = <T>(usual: Arbitrary<T>, odd: Arbitrary<T>, weight = 5): Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** Node sends no lone surrogate in a path: only JSON bodies contain them. */
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());

function pathOf({ path }: Route): Arbitrary<string> {
  const segments = path.split('/').map((segment) =>
    segment.startsWith('{')
      ? often(
          fc.nat(1_000_000).map((n) => `{${n}}`),
          fc.oneof(
            oddText.map(escaped),
            fc.uuid(),
            fc.constantFrom('%00', '%zz', '%', '%c3%28', '.', '%2e%2e'),
          ),
          3,
        )
      : fc.constant(segment),
  );
  return fc.tuple(...segments).map((parts) => parts.join('/'));
}

function queryOf(route: Route, known: Known): Arbitrary<string> {
  const pairs = parametersIn(route, 'query').map(({ name, schema }) =>
    fc
      .option(often(valueOf(schema, known, name).map(String), oddText, 2), { nil: undefined })
      .map((value) => (value === undefined ? [] : [`${name}=${escaped(value)}`])),
  );
  const odd = fc.tuple(oddText, oddText).map(([name, value]) => [`${escaped(name)}=${escaped(value)}`]);
  const twice = fc.constantFrom<string[]>(['limit=1', 'limit=2'], ['cursor=AA'], ['limit[]=1'], ['%zz']);
  const extra = often<string[]>(fc.constant([]), fc.oneof(odd, twice));
  return fc.tuple(extra, ...pairs).map((parts) => parts.flat().join('&'));
}

const parametersIn = ({ parameters }: Route, location: Parameter['in']): Parameter[] =>
  parameters.filter((parameter) => parameter.in === location);

/** Text that a header can carry: printable characters of one byte. */
const headerText: Arbitrary<string> = fc.oneof(
  fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((c) => c < 0x7f || c > 0x9f)
      .map((c) => String.fromCharCode(c)),
    maxLength: 300,
  }),
  fc.constantFrom(
    '',
    'ñandú',
    'a b',
    '4242424242424242',
    'x'.repeat(4_000),
    'wait=',
    'wait=0',
    'wait=99',
    'wait=1e1',
  ),
);

function headersOf(route: Route): Arbitrary<Record<string, string>> {
  const each = parametersIn(route, 'header').map(({ name }) => {
    const usual =
      name === 'Prefer'
        ? fc.constantFrom(undefined, undefined, 'respond-async', 'wait=1', 'wait=3')
        : fc.uuid();
    const odd = fc.option(headerText, { nil: undefined });
    return often<string | undefined>(usual, odd).map((value) => (value === undefined ? [] : [[name, value]]));
  });
  return fc.tuple(...each).map((parts) => Object.fromEntries(parts.flat()) as Record<string, string>);
}

function authorizationOf({ allows }: Route): Arbitrary<Record<string, string>> {
  const { keys } = readStack().seed;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  if (!Array.isArray(allows)) return fc.constant({});
  const right = (allows as readonly string[]).map((role) => bearer(keys[ROLES[role]!]));
  return often<Record<string, string>>(
    fc.constantFrom(...right),
    fc.oneof(
      fc.constantFrom(...Object.values(keys).map(bearer)),
      fc.constant({}),
      headerText.map((text) => ({ authorization: text })),
      headerText.map((text) => bearer(text)),
    ),
    8,
  );
}

interface SentContent {
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const ODD_TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'multipart/form-data',
  'x',
  '',
];

function contentOf(route: Route, known: Known): Arbitrary<SentContent> {
  const bodies = Object.entries(route.bodies).map(([type, { schema }]) => {
    const right = valueOf(resolved(schema), known);
    const value = fc.oneof({ weight: 3, arbitrary: right }, { weight: 4, arbitrary: right.chain(almost) });
    return fc.record({
      headers: often(fc.constant(type), fc.constantFrom(...ODD_TYPES, ...Object.keys(route.bodies)), 12).map(
        (sent): Record<string, string> => ({ 'content-type': sent }),
      ),
      body: textOf(type, value),
    });
  });
  const none = fc.constant<SentContent>({ headers: {}, body: undefined });
  if (bodies.length === 0 || route.method === 'GET') return none;
  return often<SentContent>(fc.oneof(...bodies), none, 20);
}

function textOf(type: string, value: Arbitrary<unknown>): Arbitrary<string | undefined> {
  const torn = fc.tuple(value, fc.nat(40)).map(([one, at]) => JSON.stringify(one)?.slice(0, at) ?? '');
  const whole = value.map((one) => JSON.stringify(one));
  if (type === 'application/x-ndjson')
    return fc.array(often(whole, fc.oneof(torn, oddText)), { maxLength: 5 }).map((lines) => lines.join('\n'));
  if (type === 'application/x-www-form-urlencoded') return value.map(formOf);
  return often<string | undefined>(whole, fc.oneof(torn, oddText), 12);
}

const formOf = (value: unknown): string =>
  new URLSearchParams(
    Object.entries(Object(value) as object).map(
      ([name, field]) => [name, textOfField(field).toWellFormed()] as [string, string],
    ),
  ).toString();

/** `String()` throws for an object with a `toString` of its own, and nonsense objects have one. */
const textOfField = (field: unknown): string =>
  typeof field === 'object' ? JSON.stringify(field) : String(field);
