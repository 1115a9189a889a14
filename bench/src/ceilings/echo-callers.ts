import type { Message } from 'kafkajs';
import { newId } from '@peaje/kernel';
import { naturalBatches } from '../arms/bare/natural-batches.js';
import { openKafka } from '../arms/bare/kafka.js';
import { headersOf, requestValue } from '../arms/records.js';
import { armSettings } from '../arms/settings.js';

/** Callers without HTTP. Records that wait for the same partition go together, as in bare. Reports echoes a second. */
const CALLERS = 64;
const SECONDS = 5;
const WARM_SECONDS = 2;

const { BROKERS, GROUP, REQUESTED, DECIDED, PARTITIONS } = armSettings();
const kafka = openKafka('echo-callers', BROKERS);
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: `${GROUP}-callers`, maxWaitTimeInMs: 200 });
const waiting = new Map<string, () => void>();

await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [DECIDED] });
const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
await consumer.run({
  partitionsConsumedConcurrently: PARTITIONS,
  eachBatch: async ({ batch }) => batch.messages.forEach(({ key }) => waiting.get(String(key))?.()),
});
await joined;

const body = {
  tillId: 'till-7',
  card: { token: 'card_b_1' },
  amount: { value: '1', currency: 'EUR' },
};

const send = Array.from({ length: PARTITIONS }, (_, partition) =>
  naturalBatches(async (messages: readonly Message[]) => {
    await producer.send({
      topic: REQUESTED,
      messages: messages.map((message) => ({ ...message, partition })),
    });
    return [];
  }),
);

async function ask(partition: number): Promise<void> {
  const id = newId();
  const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
  const message = {
    key: id,
    value: JSON.stringify(requestValue(id, 'm_1', body)),
    headers: headersOf('requested', id),
  };
  await send[partition]!(message);
  await answered;
  waiting.delete(id);
}

async function echoes(seconds: number): Promise<number> {
  const untilMs = performance.now() + seconds * 1_000;
  let count = 0;
  const callers = Array.from({ length: CALLERS }, async (_, n) => {
    for (; performance.now() < untilMs; count++) await ask(n % PARTITIONS);
  });
  await Promise.all(callers);
  return count;
}

await echoes(WARM_SECONDS);
const startedMs = performance.now();
const count = await echoes(SECONDS);
const perSecond = (count / (performance.now() - startedMs)) * 1_000;
// Without connections and channel the program ends.
await Promise.all([producer.disconnect(), consumer.disconnect()]);
process.send!({ perSecond }, () => process.disconnect());
