import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Refusal } from '@peaje/kernel';
import type { Caller } from '../config/api-keys.js';
import { sendProblem, type Reply } from './problem.filter.js';

export interface PressureLimits {
  /** Requests under way at once. A till that waits holds one, and costs a few kilobytes. */
  readonly maxInFlight: number;
  /** Those of one key, so that one caller leaves room for the others. */
  readonly maxInFlightPerKey?: number | undefined;
  /** Beyond it the garbage collector takes over. Looked at each second. */
  readonly maxHeapBytes?: number;
}

const HEAP_SHARE = 0.85;
const KEY_SHARE = 0.8;
/** Probes and scrapers must get through at such a moment. */
const ALWAYS_ANSWERED = /^\/(health|metrics|docs)\b/;
/** The requests that come without a key, webhooks for example, count together. */
const NO_KEY = Symbol('no key');

interface Routed {
  readonly routeOptions: { readonly url?: string | undefined };
}

const isAlwaysAnswered = ({ routeOptions: { url = '' } }: Routed): boolean => ALWAYS_ANSWERED.test(url);

interface Admitted {
  readonly caller?: Caller;
}

/**
 * Turns requests away, before their bodies are read, while there is no room for more: 503 and when to try again. A key that
 * has more under way than its share gets 429. Callers are known by then: connections without a key take nobody's room.
 */
export function limitPressure(adapter: FastifyAdapter, limits: PressureLimits): void {
  const { maxInFlight, maxInFlightPerKey = Math.ceil(KEY_SHARE * maxInFlight) } = limits;
  const fastify = adapter.getInstance();
  const ofKey = new Map<Caller | typeof NO_KEY, number>();
  let inFlight = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isAlwaysAnswered(request)) return done();
    const key = (request as Admitted).caller ?? NO_KEY;
    const ofThisKey = ofKey.get(key) ?? 0;
    if (ofThisKey >= maxInFlightPerKey) return sendProblem(reply, tooMany(maxInFlightPerKey), request.method);
    if (inFlight >= maxInFlight) return sendProblem(reply, overloaded(request.method), request.method);
    inFlight++;
    ofKey.set(key, ofThisKey + 1);
    // Also when the caller has hung up.
    reply.raw.once('close', () => {
      inFlight--;
      ofKey.set(key, ofKey.get(key)! - 1);
    });
    done();
  });
  const { maxHeapBytes = HEAP_SHARE * getHeapStatistics().heap_size_limit } = limits;
  // Its types want an instance that has it already.
  void adapter.register(underPressure as unknown as Parameters<FastifyAdapter['register']>[0], {
    maxHeapUsedBytes: maxHeapBytes,
    pressureHandler: (request: Routed & { method: string }, reply: Reply) => {
      if (!isAlwaysAnswered(request)) sendProblem(reply, overloaded(request.method), request.method);
    },
  });
}

const tooMany = (limit: number): Refusal =>
  new Refusal('too-many-requests', {
    detail: `this key has ${limit} requests under way and nothing was stored: wait for answers, then try again`,
    retryAfterSeconds: 1,
  });

const overloaded = (method: string): Refusal =>
  method === 'GET'
    ? new Refusal('not-ready', { detail: 'too many requests are under way: try again', retryAfterSeconds: 1 })
    : new Refusal('not-stored', {
        detail:
          'too many requests are under way and nothing was stored: try again with the same Idempotency-Key',
        retryAfterSeconds: 1,
      });
