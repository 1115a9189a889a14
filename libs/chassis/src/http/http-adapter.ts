import type { IncomingMessage, ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { isTypeValid, parse } from 'content-type';
import { noteArrivals } from './arrival.js';
import { limitPressure, type PressureLimits } from './back-pressure.js';
import { BrokenConnections, continueWhenRead } from './broken-connections.js';
import { brokenRule } from './early-refusals.js';
import { readNothingForHead } from './ndjson-streams.js';
import { sendProblem, type Reply } from './problem.filter.js';
import { readBody } from './request-body.js';
import type { RouteAccess } from './route-access.js';
import { refuseUnserved } from './served-methods.js';

export interface HttpLimits extends PressureLimits {
  readonly access: RouteAccess;
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly keepAliveTimeoutMs?: number;
  readonly connectionTimeoutMs?: number;
}

/** A named parameter of an address: a dead letter's id holds the name of its topic. */
const MAX_PARAM_LENGTH = 300;
const CHECK_TIMEOUTS_EVERY_MS = 1_000;

/** Fastify as every service has it. A request passes the checks in this order, and its body is read after all of them. */
export function httpAdapter(limits: HttpLimits): FastifyAdapter {
  const connections = new BrokenConnections();
  const { access, headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs, connectionTimeoutMs } = limits;
  const adapter = new FastifyAdapter({
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: CHECK_TIMEOUTS_EVERY_MS,
      // `brokenRule` refuses it with a problem.
      requireHostHeader: false,
    },
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    // An address that cannot be decoded.
    frameworkErrors: (error: unknown, { raw }: Sent, reply: unknown) => refuse(reply as RawReply, error, raw),
    clientErrorHandler: (error, socket) => connections.answer(error, socket),
  });
  const fastify = adapter.getInstance();
  connections.watch(fastify.server);
  fastify.addHook('preClose', async () => connections.closeUnused(fastify.server));
  noteArrivals(adapter);
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    const refusal = brokenRule(raw);
    if (refusal) refuse(reply, refusal, raw);
    else done();
  });
  refuseUnserved(adapter);
  authenticate(adapter, access);
  limitPressure(adapter, limits);
  readBodies(adapter);
  readNothingForHead(adapter);
  return adapter;
}

interface Sent {
  readonly raw: IncomingMessage;
}

type RawReply = Reply & { readonly raw: ServerResponse };

/** What else comes on the connection of a broken request may be part of it. */
function refuse(reply: RawReply, refusal: unknown, { method = '' }: IncomingMessage): void {
  reply.raw.shouldKeepAlive = false;
  sendProblem(reply, refusal, method);
}

function authenticate(adapter: FastifyAdapter, access: RouteAccess): void {
  const fastify = adapter.getInstance();
  fastify.decorateRequest('caller');
  fastify.addHook('onRequest', (request, reply, done) => {
    try {
      Object.assign(request, { caller: access.callerOf(request) });
    } catch (refusal) {
      return sendProblem(reply, refusal, request.method);
    }
    done();
  });
}

function readBodies(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  // Nest would add parsers of its own.
  adapter.registerParserMiddleware = () => undefined;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', readBody);
  fastify.addHook('preParsing', ({ raw }, reply, _payload, done) => {
    continueWhenRead(raw, reply.raw);
    // Fastify refuses a type that is none before it looks whether there is a body.
    const type = raw.headers['content-type'];
    if (type !== undefined && !isTypeValid(parse(type).type)) raw.headers['content-type'] = UNKNOWN_TYPE;
    done();
  });
}

/** RFC 9110 §8.3: what has no type that is known. */
const UNKNOWN_TYPE = 'application/octet-stream';
