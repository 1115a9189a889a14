import type { KafkaProducer } from '../kafka/kafka-client.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import type { SqlSession } from '../ports/sql-session.js';
import { Relay } from './relay.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const metrics = { outboxRelayed() {} } as Partial<MessagingMetrics> as MessagingMetrics;
const session: SqlSession = { query: async () => ({ rows: [], rowCount: 0 }) };
const row = (id: string) => ({ id, topic: 't', key: id, headers: {}, value: '{}' });

it('nothing is sent before the checks of the start have passed, also not what is offered', async () => {
  const sent: string[] = [];
  const append: KafkaProducer['append'] = async (_topic, _partition, records) =>
    void sent.push(...records.map(({ key }) => String(key)));
  const producer = new PartitionProducer({ append } as KafkaProducer);
  const checks = Promise.withResolvers<void>();
  const relay = new Relay({
    session,
    producer,
    partitions: 4,
    metrics,
    logger: quiet,
    passed: checks.promise,
  });

  relay.offer([row('early')]);
  expect(producer.pending).toBe(0);
  checks.resolve();
  await checks.promise;
  relay.offer([row('late')]);
  await relay.stop();

  expect(sent).toEqual(['late']);
});
