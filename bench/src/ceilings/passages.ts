import { newId } from '@peaje/kernel';
import Fastify from 'fastify';
import { z } from 'zod';
import { ready } from '../arms/settings.js';

/** The route of single passages on bare Fastify, with everything but storage. */
const passage = z.strictObject({
  gateId: z.string(),
  laneId: z.string(),
  card: z.strictObject({ token: z.string() }),
  amount: z.strictObject({ value: z.string().regex(/^\d+$/), currency: z.literal('EUR') }),
  passedAt: z.iso.datetime({ offset: true }),
});

const app = Fastify();
app.post('/v1/toll-passages', (request, reply) => {
  const { card, ...body } = passage.parse(request.body);
  const view = {
    id: newId(),
    kind: 'toll',
    status: 'pending',
    reason: null,
    ledger: 'open',
    card: { token: card.token, last4: '4242' },
    merchantId: 'm_toll_road',
    tillId: null,
    reference: null,
    requestedAt: new Date().toISOString(),
    decideBy: null,
    decidedAt: null,
    ...body,
  };
  return reply.status(202).send(view);
});
ready(() => app.close(), await app.listen({ port: 0, host: '127.0.0.1' }));
