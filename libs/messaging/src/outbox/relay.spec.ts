import { jest } from '@jest/globals';
import type { KafkaProducer } from '../kafka/kafka-client.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import type { SqlSession } from '../ports/sql-session.js';
import { Relay } from './relay.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const metrics = { outboxRelayed() {} } as Partial<MessagingMetrics> as MessagingMetrics;
const session: SqlSession = { query: async () => ({ rows: [], rowCount: 0 }) };
const row = (id: string, topic = 't') => ({ id, topic, key: id, headers: {}, value: '{}' });

it('nothing is sent before the checks of the start have passed, also not what is offered', async () => {
  const sent: string[] = [];
  const append: KafkaProducer['append'] = async (_topic, _partition, records) =>
    void sent.push(...records.map(({ key }) => String(key)));
  const producer = new PartitionProducer({ append } as KafkaProducer);
  const checks = Promise.withResolvers<void>();
  const relay = new Relay({
    session,
    producer,
    partitionsOf: () => 4,
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

it('an event does not wait behind thousands of another topic', async () => {
  const sent: string[] = [];
  const stuck = Promise.withResolvers<void>();
  const append: KafkaProducer['append'] = async (topic, _partition, records) => {
    if (topic === 'passages') await stuck.promise;
    sent.push(...records.map(({ key }) => String(key)));
  };
  const producer = new PartitionProducer({ append } as KafkaProducer);
  const relay = new Relay({ session, producer, partitionsOf: () => 4, metrics, logger: quiet });

  relay.offer(Array.from({ length: 10_000 }, (_, n) => row(`passage-${n}`, 'passages')));
  relay.offer([row('purchase', 'charges')]);
  await new Promise(setImmediate);
  expect(sent).toEqual(['purchase']);

  expect([relay.isKeepingUp('charges'), relay.isKeepingUp('passages')]).toEqual([true, false]);

  stuck.resolve();
  await relay.stop();
  // The others are in the outbox, for a sweep.
  expect(sent).toHaveLength(1 + 5_000);
});

it('keeps up with no topic before Kafka has acknowledged something, and when it acknowledges no more', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  const append: KafkaProducer['append'] = async () => undefined;
  const producer = new PartitionProducer({ append } as KafkaProducer);
  const relay = new Relay({ session, producer, partitionsOf: () => 4, metrics, logger: quiet });
  expect(relay.isKeepingUp('charges')).toBe(false);

  relay.offer([row('passage', 'passages')]);
  await new Promise(setImmediate);
  expect(relay.isKeepingUp('charges')).toBe(true);

  jest.advanceTimersByTime(2_000);
  expect(relay.isKeepingUp('charges')).toBe(false);
  jest.useRealTimers();
});
