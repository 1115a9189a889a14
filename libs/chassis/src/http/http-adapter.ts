import { FastifyAdapter } from '@nestjs/platform-fastify';
import { routes } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { noteArrivals } from './arrival.js';
import { limitPressure, type PressureLimits } from './back-pressure.js';
import { sendProblem, type Reply } from './problem.filter.js';

const MAX_BODY_BYTES = 1024 * 1024;
/** 10 000 lines of some 400 bytes, and room. */
const MAX_NDJSON_BYTES = 8 * 1024 * 1024;

/** The media types that each route takes: `POST /v1/charges` → JSON. */
const taken = new Map(
  routes.map(({ method, path, body }) => [
    `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    body && Object.keys(body),
  ]),
);

/** Fastify as every service has it: room for so many, the bodies that the contract names, and problems for what never reaches a route. */
export function httpAdapter(limits: PressureLimits): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    // An address that cannot be decoded.
    frameworkErrors: (error: unknown, request: { method: string }, reply: unknown) =>
      sendProblem(reply as Reply, error, request.method),
  });
  const fastify = adapter.getInstance();
  noteArrivals(adapter);
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser(
    'application/x-ndjson',
    { parseAs: 'string', bodyLimit: MAX_NDJSON_BYTES },
    (_request, body, done) => done(null, body),
  );
  limitPressure(adapter, limits);
  fastify.addHook('onRequest', (request, reply, done) => {
    const refusal = refusalOf(request);
    if (refusal) sendProblem(reply, refusal, request.method);
    else done();
  });
  return adapter;
}

interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly 'content-type'?: string | undefined };
  readonly routeOptions: { readonly url?: string | undefined };
}

function refusalOf({ method, url, headers, routeOptions }: IncomingRequest): Refusal | undefined {
  // No database can hold it, so nothing can have such a name.
  if (url.includes('%00'))
    return new Refusal('invalid-request', { detail: 'the address must not hold a NUL character' });
  const types = taken.get(`${method} ${routeOptions.url}`);
  const sent = headers['content-type']?.split(';')[0]!.trim().toLowerCase();
  if (!types || sent === undefined || types.includes(sent)) return undefined;
  return new Refusal('unsupported-media-type', { detail: `send Content-Type: ${types.join(' or ')}` });
}
