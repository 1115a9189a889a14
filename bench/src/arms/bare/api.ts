import { newId } from '@peaje/kernel';
import Fastify from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { answerOf, headersOf, merchantOf, type OutcomeValue, requestValue } from '../records.js';
import { armSettings, ready } from '../settings.js';
import { openKafka, partitionOf } from './kafka.js';
import { naturalBatches } from './natural-batches.js';
import { TimedCommits } from './timed-commits.js';

/** The HTTP side of bare: group commits of requests, one send a partition, callers woken by the outcome's commit. */
const tillBody = z.object({
  tillId: z.string(),
  card: z.object({ token: z.string() }),
  amount: z.object({ value: z.string().regex(/^\d+$/), currency: z.literal('EUR') }),
});

const settings = armSettings();
const kafka = openKafka('api', settings.BROKERS);
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: `${settings.GROUP}-api`, maxWaitTimeInMs: 200 });
const pool = new pg.Pool({ connectionString: settings.DATABASE_URL, max: 2, idleTimeoutMillis: 0 });
const waiting = new Map<string, (outcome: OutcomeValue) => void>();

type Request = ReturnType<typeof requestValue> & { readonly json: string };

const insert = naturalBatches(async (requests: readonly Request[]) => {
  await pool.query({
    name: 'insert',
    text: `WITH new AS MATERIALIZED (
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[])
               AS new (id, account_id, merchant_id, amount_minor, value)
           ), stored AS (
             INSERT INTO request (id, account_id, merchant_id, amount_minor)
             SELECT id, account_id, merchant_id, amount_minor FROM new
           )
           INSERT INTO outbox SELECT id, value FROM new`,
    values: [
      requests.map((r) => r.chargeId),
      requests.map((r) => r.accountId),
      requests.map((r) => r.merchantId),
      requests.map((r) => r.amount.value),
      requests.map((r) => r.json),
    ],
  });
  return [];
});

const send = Array.from({ length: settings.PARTITIONS }, (_, partition) =>
  naturalBatches(async (requests: readonly Request[]) => {
    const messages = requests.map(({ chargeId, accountId, json }) => ({
      partition,
      key: accountId,
      value: json,
      headers: headersOf('requested', chargeId),
    }));
    await producer.send({ topic: settings.REQUESTED, acks: -1, messages });
    return [];
  }),
);

const settle = naturalBatches(async (outcomes: readonly OutcomeValue[]) => {
  await pool.query({
    name: 'settle',
    text: `WITH settled AS MATERIALIZED (
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS settled (id, status, reason)
           ), sent AS (DELETE FROM outbox USING settled WHERE outbox.id = settled.id)
           UPDATE request SET status = settled.status, reason = settled.reason
           FROM settled WHERE request.id = settled.id`,
    values: [
      outcomes.map((o) => o.chargeId),
      outcomes.map((o) => o.outcome),
      outcomes.map((o) => o.reason ?? null),
    ],
  });
  for (const outcome of outcomes) waiting.get(outcome.chargeId)?.(outcome);
  return [];
});

const commits = new TimedCommits(consumer);
await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [settings.DECIDED], fromBeginning: false });
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: settings.PARTITIONS,
  eachBatch: async ({ batch: { topic, partition, messages } }) => {
    const outcomes = messages.map(({ value }) => JSON.parse(String(value)) as OutcomeValue);
    await Promise.all(outcomes.map(settle));
    commits.handled(topic, partition, messages.at(-1)!.offset);
  },
});

const app = Fastify();
app.post('/v1/charges', async (request, reply) => {
  const body = tillBody.parse(request.body);
  const value = requestValue(newId(), merchantOf(request.headers.authorization), body);
  const json = JSON.stringify(value);
  const { promise, resolve } = Promise.withResolvers<OutcomeValue>();
  waiting.set(value.chargeId, resolve);
  await insert({ ...value, json });
  await send[partitionOf(value.accountId, settings.PARTITIONS)]!({ ...value, json });
  const outcome = await promise;
  waiting.delete(value.chargeId);
  return reply.status(201).send(answerOf(outcome));
});
ready(() => commits.end(), await app.listen({ port: 0, host: '127.0.0.1' }));
