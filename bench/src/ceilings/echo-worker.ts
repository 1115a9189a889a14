import { openKafka } from '../arms/bare/kafka.js';
import { armSettings, ready } from '../arms/settings.js';

/** Sends each record back, a batch at a time: what a bank would be that decides nothing and stores nothing. */
const { BROKERS, GROUP, REQUESTED, DECIDED, PARTITIONS } = armSettings();
const kafka = openKafka('echo', BROKERS);
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: GROUP, maxWaitTimeInMs: 200 });
await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [REQUESTED] });
await consumer.run({
  partitionsConsumedConcurrently: PARTITIONS,
  eachBatch: async ({ batch: { messages, partition } }) => {
    const answers = messages.map(({ key, value, headers }) => ({ partition, key, value, headers: headers! }));
    await producer.send({ topic: DECIDED, messages: answers });
  },
});
ready(() => consumer.disconnect());
