import { Refusal, within } from '@peaje/kernel';
import { partitionFor, type PartitionProducer, type SkipBatchDeps } from '@peaje/messaging';

/** PostgreSQL ends a transaction that is idle for five seconds. */
const ACKNOWLEDGED_WITHIN_MS = 4_000;

/**
 * Publishes what an operator did before the transaction commits, for a service without an outbox. When the commit fails
 * the event is there and the operator asks again: it may be there twice, and is never missing.
 * @throws Refusal not-stored when Kafka does not acknowledge it: nothing is stored.
 */
export const recordAtOnce =
  (
    producer: PartitionProducer,
    partitionsOf: (topic: string) => number,
    withinMs = ACKNOWLEDGED_WITHIN_MS,
  ): SkipBatchDeps['record'] =>
  async (_session, { topic, ...record }) => {
    try {
      const partition = partitionFor(topic, record.key, partitionsOf(topic));
      const acknowledged = producer.append(topic, partition, record);
      await within(withinMs, acknowledged, () => {
        throw new Error(`not acknowledged within ${withinMs} ms`);
      });
    } catch (cause) {
      const detail = 'Kafka does not acknowledge the record of this operation: nothing was stored; try again';
      throw new Refusal('not-stored', { detail, retryAfterSeconds: 5 }, { cause });
    }
  };
