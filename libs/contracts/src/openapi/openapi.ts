import { z } from 'zod';
import {
  DEFAULT_WAIT_SECONDS,
  idempotencyKey,
  LONGEST_WAIT_SECONDS,
  SHORTEST_WAIT_SECONDS,
} from '../http/pos.js';
import {
  demoKeys,
  problemsOf,
  type Answer,
  type MediaType,
  type RequestHeaders,
  type Role,
  type RouteContract,
} from '../http/route.js';
import { routesOf } from '../http/routes/catalogue.js';
import { problems, type ProblemCode } from '../problems.js';
import { componentOf, componentSchemas } from './components.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';

const TAGS: Readonly<Record<RouteContract['service'], string>> = {
  pos: 'Tills and gates: charges.',
  debit: 'The bank: accounts, cards, postings, debts.',
  audit: 'The record of all charges, and proof that nobody has changed it.',
  sms: 'The texts to holders.',
  board: 'What happens on Kafka and in the services, for a page that shows it.',
  consumers: 'Dead letters, and the records parked behind them.',
  every: 'The routes of every service.',
};

/** The routes of one service. It serves this document itself, so the document has no address. */
export const openApiOf = (service: string): JsonSchema => ({
  ...openApiDocument(`Peaje ${service}`, routesOf(service)),
  servers: [{ url: '/' }],
});

/** `ofPath` adds to a path: the servers that have it, for example. */
export const openApiDocument = (
  title: string,
  table: readonly RouteContract[],
  ofPath: (route: RouteContract) => JsonSchema = () => ({}),
): JsonSchema => ({
  openapi: '3.1.0',
  info: {
    title,
    version: '1.0.0',
    description:
      'Card charges that a shop waits for and a toll gate does not. Amounts are whole minor units, as strings. ' +
      'Every refusal is a problem (RFC 9457) with a stable `code` and a page as its `type`. A path that exists answers another method with 405 and `Allow`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  security: [{ apiKey: [] }],
  tags: tagsOf(table),
  paths: pathsOf(table, ofPath),
  components: {
    securitySchemes: {
      apiKey: {
        type: 'http',
        scheme: 'bearer',
        description: keyNote(table),
      },
      twilioSignature: { type: 'apiKey', in: 'header', name: 'X-Twilio-Signature' },
    },
    schemas: componentSchemas(),
  },
});

/** The tags of these routes only. */
const tagsOf = (table: readonly RouteContract[]): JsonSchema[] =>
  Object.entries(TAGS)
    .filter(([name]) => table.some(({ service }) => service === name))
    .map(([name, description]) => ({ name, description }));

const CALLERS: Readonly<Record<Role, string>> = {
  merchant: 'a merchant',
  'gate-operator': 'an operator of toll gates',
  'bank-operator': "the bank's operator",
};

/** Shown by "Authorize": whose keys these routes take, and which ones the demo has. */
function keyNote(table: readonly RouteContract[]): string {
  const roles = new Set(table.flatMap(({ allows }) => (typeof allows === 'string' ? [] : allows)));
  const keys = [...roles].map((role) => `${CALLERS[role]} (demo: \`${demoKeys[role]}\`)`);
  return `The key of ${keys.join(', or of ')}. Demo keys work on a stack with demo data only.`;
}

function pathsOf(table: readonly RouteContract[], ofPath: (route: RouteContract) => JsonSchema): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const route of table) {
    paths[route.path] = {
      ...(paths[route.path] ?? ofPath(route)),
      [route.method.toLowerCase()]: operationOf(route),
    };
  }
  return paths;
}

function operationOf(route: RouteContract): JsonSchema {
  const { service, allows, summary, description, body, bodyOptional } = route;
  const parameters = parametersOf(route);
  return {
    operationId: operationId(route),
    tags: [service],
    summary,
    ...(description ? { description } : {}),
    ...(Array.isArray(allows) ? { 'x-allows': allows } : {}),
    ...(allows === 'public' ? { security: [] } : {}),
    ...(allows === 'twilio' ? { security: [{ twilioSignature: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: !bodyOptional, content: contentOf(body) } } : {}),
    responses: responsesOf(route),
  };
}

/** `post-v1-charges-id-cancellation` */
const operationId = ({ method, path }: RouteContract): string =>
  [method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/).filter(Boolean)].join('-');

function parametersOf({ params = {}, query, headers = {} }: RouteContract): JsonSchema[] {
  const inPath = Object.entries(params).map(([name, { description, example }]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
    example,
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  return [...inPath, ...inQuery, ...headersOf(headers)];
}

function headersOf({ 'Idempotency-Key': key, Prefer: prefer }: RequestHeaders): JsonSchema[] {
  const header = (name: string, required: boolean, description: string, schema: JsonSchema) => ({
    name,
    in: 'header',
    required,
    description,
    schema,
  });
  const keyRule = 'A new value for each request, for example a UUID. A retry sends the same value.';
  const keyNote = key === 'if-json' ? `${keyRule} Not for NDJSON.` : keyRule;
  const span = `${SHORTEST_WAIT_SECONDS}–${LONGEST_WAIT_SECONDS}, default ${DEFAULT_WAIT_SECONDS}`;
  const preferRule = `RFC 7240. \`wait\`: how long to wait, in seconds (${span}).`;
  const preferAsync = prefer === 'wait' ? '' : ' `respond-async`: not at all.';
  const preferNote = `${preferRule}${preferAsync} What cannot be met is met as far as possible, or ignored.`;
  return [
    ...(key
      ? [header('Idempotency-Key', key === 'required', keyNote, jsonSchema(idempotencyKey, 'input'))]
      : []),
    ...(prefer ? [header('Prefer', false, preferNote, { type: 'string', examples: ['wait=10'] })] : []),
  ];
}

const contentOf = (body: Readonly<Partial<Record<MediaType, z.ZodType>>>): JsonSchema =>
  Object.fromEntries(
    Object.entries(body).map(([type, schema]) => {
      const name = componentOf(schema);
      const shape = name ? { $ref: `#/components/schemas/${name}` } : jsonSchema(schema, 'output');
      return [type, { schema: shape }];
    }),
  );

function responsesOf(route: RouteContract): JsonSchema {
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, responseOf(answer)]);
  const byStatus = Map.groupBy(problemsOf(route), (code) => problems[code].status);
  const refusals = [...byStatus].map(([status, codes]) => [status, refusalOf(status, codes)]);
  return Object.fromEntries([...answers, ...refusals]) as JsonSchema;
}

const ANSWER_HEADERS = {
  Location: { description: 'The address of the resource.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: '`true`: an earlier request with the same key did this.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Preference-Applied': {
    description: 'The preferences of `Prefer` that were met, as they were met: `wait=25`.',
    schema: { type: 'string' },
  },
} as const;

const responseOf = ({ description, body, headers = [] }: Answer): JsonSchema => ({
  description,
  ...(headers.length > 0
    ? { headers: Object.fromEntries(headers.map((name) => [name, ANSWER_HEADERS[name]])) }
    : {}),
  ...(body ? { content: contentOf(body) } : {}),
});

/** The problem, with only the codes that this route answers with this status. */
const refusalOf = (status: number, codes: readonly ProblemCode[]): JsonSchema => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
  ...(status === 503 || status === 429
    ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'string' } } } }
    : {}),
  content: {
    'application/problem+json': {
      schema: {
        $ref: '#/components/schemas/Problem',
        properties: { status: { const: status }, code: { enum: [...codes] } },
      },
    },
  },
});
