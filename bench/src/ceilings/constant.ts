import Fastify from 'fastify';
import { ready } from '../arms/settings.js';

/** Bare Fastify: the same answer to every till. */
const app = Fastify();
app.post('/v1/charges', (_, reply) => reply.status(201).send({ id: '1', status: 'approved', reason: null }));
ready(() => app.close(), await app.listen({ port: 0, host: '127.0.0.1' }));
