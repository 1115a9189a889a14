import type { KafkaMessage } from 'kafkajs';
import pg from 'pg';
import { z } from 'zod';
import { headersOf, outcomeValue, type Purchase, purchaseOf } from '../records.js';
import { armSettings, ready } from '../settings.js';
import { decideBatch } from './decide.js';
import { openKafka } from './kafka.js';
import { naturalBatches } from './natural-batches.js';
import { TimedCommits } from './timed-commits.js';

/** The bank of bare: partitions merge into one transaction, one send a partition, offsets every 200 ms. */
const MOST_A_CHUNK = 256;
const request = z.looseObject({
  chargeId: z.uuid(),
  accountId: z.string(),
  merchantId: z.string(),
  amount: z.object({ value: z.string().regex(/^\d+$/), currency: z.literal('EUR') }),
});

const settings = armSettings();
const kafka = openKafka('worker', settings.BROKERS);
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: settings.GROUP, maxWaitTimeInMs: 200 });
const database = new pg.Client({
  connectionString: settings.DATABASE_URL,
  options: '-c plan_cache_mode=force_generic_plan',
});

const decide = naturalBatches(async (chunks: readonly (readonly Purchase[])[]) => {
  const reasons = await decideBatch(database, chunks.flat());
  let from = 0;
  return chunks.map(({ length }) => reasons.slice(from, (from += length)));
}, settings.PARTITIONS);

async function handle(partition: number, messages: readonly KafkaMessage[]): Promise<void> {
  const requests = messages.map(({ value }) => request.parse(JSON.parse(String(value))));
  const reasons = await decide(requests.map(purchaseOf));
  const outcomes = requests.map((one, i) => {
    const value = outcomeValue(one, reasons[i] ?? null);
    const headers = headersOf(value.outcome, one.chargeId);
    return { partition, key: one.accountId, value: JSON.stringify(value), headers };
  });
  await producer.send({ topic: settings.DECIDED, acks: -1, messages: outcomes });
}

const commits = new TimedCommits(consumer);
await Promise.all([database.connect(), producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [settings.REQUESTED, settings.PASSAGES], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: settings.PARTITIONS,
  eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
    const { messages, partition, topic } = batch;
    for (let i = 0; i < messages.length && isRunning() && !isStale(); i += MOST_A_CHUNK) {
      const chunk = messages.slice(i, i + MOST_A_CHUNK);
      await handle(partition, chunk);
      const last = chunk.at(-1)!.offset;
      resolveOffset(last);
      commits.handled(topic, partition, last);
      await heartbeat();
    }
  },
});
ready(() => commits.end());
