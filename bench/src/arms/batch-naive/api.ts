import { newId } from '@peaje/kernel';
import Fastify from 'fastify';
import { openKafka } from '../bare/kafka.js';
import {
  answerOf,
  headersOf,
  merchantOf,
  type OutcomeValue,
  requestValue,
  type TillBody,
} from '../records.js';
import { armSettings, ready } from '../settings.js';

/** A send for each request, and a consumer of the outcomes that wakes the caller. It stores nothing. */
const settings = armSettings();
const kafka = openKafka('api', settings.BROKERS);
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: `${settings.GROUP}-api`, maxWaitTimeInMs: 200 });
const waiting = new Map<string, (outcome: OutcomeValue) => void>();

await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [settings.DECIDED], fromBeginning: false });
await consumer.run({
  partitionsConsumedConcurrently: settings.PARTITIONS,
  eachMessage: async ({ message }) => {
    const outcome = JSON.parse(String(message.value)) as OutcomeValue;
    waiting.get(outcome.chargeId)?.(outcome);
    waiting.delete(outcome.chargeId);
  },
});

const app = Fastify();
app.post<{ Body: TillBody }>('/v1/charges', async ({ body, headers }, reply) => {
  const value = requestValue(newId(), merchantOf(headers.authorization), body);
  const { promise, resolve } = Promise.withResolvers<OutcomeValue>();
  waiting.set(value.chargeId, resolve);
  const message = {
    key: value.accountId,
    value: JSON.stringify(value),
    headers: headersOf('requested', value.chargeId),
  };
  await producer.send({ topic: settings.REQUESTED, messages: [message] });
  return reply.status(201).send(answerOf(await promise));
});
ready(() => consumer.disconnect(), await app.listen({ port: 0, host: '127.0.0.1' }));
