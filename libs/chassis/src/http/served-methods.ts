import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Refusal } from '@peaje/kernel';
import { HttpRefusal } from './http-refusal.js';
import { sendProblem } from './problem.filter.js';

/** Answers requests without a route before their bodies are read: 404; 405 and OPTIONS with the methods of the path. */
export function refuseUnserved(adapter: FastifyAdapter): void {
  const served: { readonly pattern: RegExp; readonly method: string }[] = [];
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
    for (const one of [method].flat()) served.push({ pattern, method: one });
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const path = request.url.replace(/^https?:\/\/[^/]*/i, '').replace(/\?.*$/s, '');
    const found = served.filter(({ pattern }) => path === '*' || pattern.test(path));
    if (found.length === 0) return sendProblem(reply, notFound(), request.method);
    const allow = [...new Set(found.map(({ method }) => method)), 'OPTIONS'].join(', ');
    if (request.method === 'OPTIONS') return reply.header('allow', allow).status(204).send();
    const detail = `this path answers ${allow}`;
    return sendProblem(reply, new HttpRefusal('method-not-allowed', { detail }, { allow }), request.method);
  });
}

const notFound = (): Refusal =>
  new Refusal('not-found', { detail: 'no such route or thing; GET /docs lists the routes' });
