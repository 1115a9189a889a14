import { newId } from '@peaje/kernel';
import { openKafka, partitionOf } from '../arms/bare/kafka.js';
import { headersOf, requestValue } from '../arms/records.js';
import { MERCHANTS, PARTITIONS } from '../stack/bench-stack.js';
import { ACCOUNTS } from '../stack/crowd.js';

const A_SEND = 500;

/** Writes requests of random accounts and merchants, each to the partition of its account. */
export async function fill(brokers: readonly string[], topic: string, count: number): Promise<void> {
  const producer = openKafka('bench-fill', brokers).producer();
  await producer.connect();
  const queues = Array.from({ length: PARTITIONS }, () => [] as object[]);
  for (let n = 0; n < count; n++) {
    const card = { token: `card_b_${1 + Math.floor(Math.random() * ACCOUNTS)}` };
    const amount = { value: '1', currency: 'EUR' };
    // At random, too: partitions that move in step would meet at the same merchants, and wait for each other's locks.
    const merchant = `m_${1 + Math.floor(Math.random() * MERCHANTS)}`;
    const value = requestValue(newId(), merchant, { tillId: 'till-7', card, amount });
    const partition = partitionOf(value.accountId, PARTITIONS);
    const headers = headersOf('requested', value.chargeId);
    queues[partition]!.push({ partition, key: value.accountId, value: JSON.stringify(value), headers });
  }
  await Promise.all(
    queues.map(async (queue) => {
      for (let i = 0; i < queue.length; i += A_SEND)
        await producer.send({ topic, messages: queue.slice(i, i + A_SEND) as never });
    }),
  );
  await producer.disconnect();
}
