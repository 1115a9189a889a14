import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Refusal } from '@peaje/kernel';
import { sendProblem, type Reply } from './problem.filter.js';

export interface PressureLimits {
  /** Requests under way at once. A till that waits holds one, and costs a few kilobytes. */
  readonly maxInFlight: number;
  /** Beyond it the garbage collector takes over. Looked at each second. */
  readonly maxHeapBytes?: number;
}

const HEAP_SHARE = 0.85;
/** Probes and scrapers must get through at such a moment. */
const ALWAYS_ANSWERED = /^\/(health|metrics|docs)\b/;

/** Turns requests away, before their bodies are read, while there is no room for more: 503 and when to try again. */
export function limitPressure(
  adapter: FastifyAdapter,
  { maxInFlight, maxHeapBytes = HEAP_SHARE * getHeapStatistics().heap_size_limit }: PressureLimits,
): void {
  const fastify = adapter.getInstance();
  let inFlight = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (ALWAYS_ANSWERED.test(request.url)) return done();
    if (inFlight >= maxInFlight) return sendProblem(reply, overloaded(request.method), request.method);
    inFlight++;
    // Also when the caller has hung up.
    reply.raw.once('close', () => inFlight--);
    done();
  });
  // Its types want an instance that has it already.
  void adapter.register(underPressure as unknown as Parameters<FastifyAdapter['register']>[0], {
    maxHeapUsedBytes: maxHeapBytes,
    pressureHandler: (request: { url: string; method: string }, reply: Reply) => {
      if (!ALWAYS_ANSWERED.test(request.url)) sendProblem(reply, overloaded(request.method), request.method);
    },
  });
}

const overloaded = (method: string): Refusal =>
  method === 'GET'
    ? new Refusal('not-ready', { detail: 'too many requests are under way: try again', retryAfterSeconds: 1 })
    : new Refusal('not-stored', {
        detail:
          'too many requests are under way and nothing was stored: try again with the same Idempotency-Key',
        retryAfterSeconds: 1,
      });
