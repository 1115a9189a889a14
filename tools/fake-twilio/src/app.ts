import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { messagesPage } from './messages-page.js';
import { Messages } from './messages.js';
import { switchBody, Switches } from './switches.js';
import { twilioRoutes } from './twilio-routes.js';

/** Twilio's Messages API as far as Peaje calls it, what it was given to see, and ways to make it fail. */
export function buildFakeTwilio(): FastifyInstance {
  // Calls that hang must not keep it from ending.
  const app = fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } });
  const messages = new Messages();
  const switches = new Switches();
  void app.register(formbody);
  void app.register(twilioRoutes(messages, switches));

  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', () => ({ status: 'ok' }));

  app.get<{ Querystring: { to?: string; limit?: string } }>('/messages', ({ query }) => {
    const found = messages.list(({ to }) => query.to === undefined || to === query.to.replace(/^ /, '+'));
    return {
      items: found.slice(0, Number(query.limit ?? found.length)).map(({ sid, to, from, body, receivedAt }) => ({ sid, to, from, body, receivedAt })),
    };
  });

  app.post('/switches', (request, reply) => {
    const parsed = switchBody.safeParse(request.body);
    if (!parsed.success) return reply.status(400).send({ message: parsed.error.issues[0]?.message });
    switches.set(parsed.data);
    return reply.status(204).send();
  });

  app.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(messagesPage(messages.list())));
  return app;
}
