import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { controlRoutes } from './control-routes.js';
import { messagesPage } from './messages-page.js';
import { Messages } from './messages.js';
import { Switches } from './switches.js';
import { twilioRoutes } from './twilio-routes.js';
import { WebhookCalls } from './webhook-calls.js';

interface FakeTwilioOptions {
  /** Signs the webhook calls. */
  readonly authToken?: string | undefined;
  /** The webhook for texts from holders, see `POST /inbound`. */
  readonly inboundUrl?: string | undefined;
}

/** The part of Twilio's Messages API that Peaje calls, its accepted texts, and switches that make it fail. */
export function buildFakeTwilio({
  authToken = 'fake-auth-token',
  inboundUrl,
}: FakeTwilioOptions = {}): FastifyInstance {
  // A hanging call must not delay the end.
  const app = fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } });
  const messages = new Messages();
  const switches = new Switches(inboundUrl);
  const webhooks = new WebhookCalls(authToken);
  void app.register(formbody);
  void app.register(twilioRoutes(messages, switches, webhooks));
  void app.register(controlRoutes(messages, switches, webhooks));
  app.addHook('onClose', async () => webhooks.stop());

  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', () => ({ status: 'ok' }));
  app.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(messagesPage(messages)));
  return app;
}
