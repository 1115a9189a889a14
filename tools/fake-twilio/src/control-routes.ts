import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { newSid, type Messages } from './messages.js';
import { inboundText } from './status-reports.js';
import { switchBody, type Switches } from './switches.js';
import type { WebhookCalls } from './webhook-calls.js';

/**
 * `sid`: resend the text with this id. `forged`: sign it with a wrong token. `optOutType`: Twilio's verdict, as a
 * Messaging Service with Advanced Opt-Out adds it.
 */
const inboundBody = z.strictObject({
  from: z.string().min(1),
  body: z.string(),
  sid: z.string().optional(),
  forged: z.boolean().default(false),
  optOutType: z.enum(['STOP', 'START', 'HELP']).optional(),
});

const OUR_NUMBER = '+34900000000';
const OUR_ACCOUNT = `AC${'0'.repeat(32)}`;

/** For tests and demos: the accepted texts, the failures, and texts from holders. */
export const controlRoutes =
  (messages: Messages, switches: Switches, webhooks: WebhookCalls) =>
  (app: FastifyInstance, _: unknown, done: () => void) => {
    app.get<{ Querystring: { to?: string; limit?: string } }>('/messages', ({ query }) => {
      const limit = Number(query.limit ?? Infinity);
      const found = messages.list({ to: query.to?.replace(/^ /, '+') }, 0, limit);
      return {
        items: found.messages.map(({ sid, to, from, body, receivedAt }) => ({
          sid,
          to,
          from,
          body,
          receivedAt,
        })),
      };
    });

    app.post('/switches', (request, reply) => {
      const parsed = switchBody.safeParse(request.body);
      if (!parsed.success) return reply.status(400).send({ message: parsed.error.issues[0]?.message });
      switches.set(parsed.data);
      return reply.status(204).send();
    });

    app.post('/inbound', async (request, reply) => {
      const parsed = inboundBody.safeParse(request.body);
      if (!parsed.success) return reply.status(400).send({ message: parsed.error.issues[0]?.message });
      if (switches.inboundUrl === undefined)
        return reply
          .status(409)
          .send({ message: 'there is no inbound webhook: POST /switches { "inboundUrl": … }' });
      const { from, body, sid = newSid(), forged, optOutType } = parsed.data;
      const text = { sid, from, body, optOutType, to: OUR_NUMBER, accountSid: OUR_ACCOUNT };
      const status = await webhooks.call(inboundText(switches.inboundUrl, text), forged);
      return reply.send({ sid, status });
    });
    done();
  };
