import type { Topics } from '../stack/topics.js';
import { openKafka } from '../arms/bare/kafka.js';

/** Records a second that kafkajs hands to an `eachBatch` that does nothing. */
export async function readWithoutWork(
  { brokers }: Topics,
  topic: string,
  records: number,
  group: string,
): Promise<number> {
  const consumer = openKafka('no-op', brokers).consumer({ groupId: group, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let [read, first] = [0, 0];
  let startedMs = 0;
  const seconds = await new Promise<number>((resolve, reject) => {
    const eachBatch = async ({ batch: { messages } }: { batch: { messages: readonly unknown[] } }) => {
      read += messages.length;
      if (startedMs === 0) [startedMs, first] = [performance.now(), messages.length];
      if (read >= records) resolve((performance.now() - startedMs) / 1_000);
    };
    consumer.run({ eachBatch }).catch(reject);
  });
  await consumer.disconnect();
  return (read - first) / seconds;
}
