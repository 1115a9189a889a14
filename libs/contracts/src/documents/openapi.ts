import { z } from 'zod';
import { idempotencyKey } from '../http/pos.js';
import {
  problemsOf,
  type Answer,
  type MediaType,
  type RouteContract,
  type ServiceName,
} from '../http/route.js';
import { routes, routesOf, servicesOf } from '../http/routes/catalogue.js';
import { problems, type ProblemCode } from '../problems.js';
import { componentOf, componentSchemas } from './components.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';

/** Where `npm start` puts each service. */
const PORTS: Readonly<Record<ServiceName, number>> = { pos: 3000, debit: 3001, audit: 3002, sms: 3003 };

const TAGS: Readonly<Record<RouteContract['service'], string>> = {
  pos: 'Tills and gates: charges.',
  debit: 'The bank: accounts, cards, postings, debts.',
  audit: 'The record of all charges, and whether it holds.',
  sms: 'What holders are told.',
  consumers: 'Dead letters, and what waits behind them.',
  every: 'What each service has.',
};

const serverOf = (service: ServiceName) => ({
  url: `http://127.0.0.1:${PORTS[service]}`,
  description: service,
});

/** The whole system; each path says which service has it. */
export function openApi(): JsonSchema {
  const paths = pathsOf(routes, (route) => ({
    servers: servicesOf(route).map(serverOf),
  }));
  return documentOf('Peaje', paths);
}

/** What one service has; served by itself, so without an address. */
export const openApiOf = (service: string): JsonSchema => ({
  ...documentOf(`Peaje ${service}`, pathsOf(routesOf(service))),
  servers: [{ url: '/' }],
});

const documentOf = (title: string, paths: JsonSchema): JsonSchema => ({
  openapi: '3.1.0',
  info: {
    title,
    version: '1.0.0',
    description:
      'Card charges that a shop waits for and a toll gate does not. Amounts are whole minor units, as strings. ' +
      'Every refusal is a problem (RFC 9457) with a stable `code`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  security: [{ apiKey: [] }],
  tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  paths,
  components: {
    securitySchemes: {
      apiKey: {
        type: 'http',
        scheme: 'bearer',
        description: 'The key of a merchant, a gate operator or the bank.',
      },
      twilioSignature: { type: 'apiKey', in: 'header', name: 'X-Twilio-Signature' },
    },
    schemas: componentSchemas(),
  },
});

function pathsOf(
  table: readonly RouteContract[],
  ofPath: (route: RouteContract) => JsonSchema = () => ({}),
): JsonSchema {
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
export const operationId = ({ method, path }: RouteContract): string =>
  [method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/).filter(Boolean)].join('-');

const PREFER = {
  wait: '^wait=([1-9]|1[0-9]|2[0-5])$',
  'wait-or-respond-async': '^(wait=([1-9]|1[0-9]|2[0-5])|respond-async)$',
} as const;

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
    required: false,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  return [...inPath, ...inQuery, ...headersOf(headers)];
}

function headersOf({
  'Idempotency-Key': key,
  Prefer: prefer,
}: NonNullable<RouteContract['headers']>): JsonSchema[] {
  const header = (name: string, required: boolean, description: string, schema: JsonSchema) => ({
    name,
    in: 'header',
    required,
    description,
    schema,
  });
  const keyRule = 'A new value (a UUID, say) a request, the same when you try it again.';
  const keyNote = key === 'if-json' ? `${keyRule} Not for NDJSON.` : keyRule;
  const preferRule = 'How long to wait, seconds (1–25, default 10)';
  const preferNote = prefer === 'wait' ? `${preferRule}.` : `${preferRule}, or not at all.`;
  return [
    ...(key
      ? [header('Idempotency-Key', key === 'required', keyNote, jsonSchema(idempotencyKey, 'input'))]
      : []),
    ...(prefer ? [header('Prefer', false, preferNote, { type: 'string', pattern: PREFER[prefer] })] : []),
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
  Location: { description: 'The address of what was made.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: '`true`: this was done by an earlier request with the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
} as const;

const responseOf = ({ description, body, headers = [] }: Answer): JsonSchema => ({
  description,
  ...(headers.length > 0
    ? { headers: Object.fromEntries(headers.map((name) => [name, ANSWER_HEADERS[name]])) }
    : {}),
  ...(body ? { content: contentOf(body) } : {}),
});

/** The problem, narrowed to the codes that this route answers with this status. */
const refusalOf = (status: number, codes: readonly ProblemCode[]): JsonSchema => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
  ...(status === 503
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
