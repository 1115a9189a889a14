import { newId } from '@peaje/kernel';
import { eventually, readStack, TestKafka } from '@peaje/testing';
import { ConsumerHealth } from './consumer-health.js';
import { KafkajsClient } from '../kafka/kafkajs-client.js';
import { KafkajsConsumer } from '../kafka/kafkajs-consumer.js';
import type { FetchedBatch } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import { ProgressWatch } from './progress-watch.js';
import { faultyKafka } from '../kafka/faulty-kafka.builders.js';

const BROKERS = readStack().kafka.brokers;
const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const TOPIC = `watched-${newId()}`;
const TIMES = { everyMs: 100, stuckAfterMs: 5_000 };

describe('a member that looks alive and gets nowhere, on real Kafka', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({ clientId: 'watch', brokers: BROKERS, logger: quiet });
  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([TOPIC], 1);
    await kafka.send(TOPIC, [{ key: 'a', value: '1' }]);
  });
  afterAll(async () => {
    await client.disconnect();
    await kafka.disconnect();
  });

  /** Its first client gets batches and passes none on, for ever; those after it work. */
  const member = () => {
    const { kafka: faulty, count } = faultyKafka(BROKERS, ({ run }, nth) =>
      nth === 1 ? { run: (config) => run({ ...config, eachBatch: async () => undefined }) } : {},
    );
    const consumer = new KafkajsConsumer(faulty, quiet);
    const health = new ConsumerHealth();
    const group = `watched-${newId()}`;
    const onBatch = async ({ topic, partition, records, resolve }: FetchedBatch) => {
      const { offset } = records.at(-1)!;
      await consumer.commit([{ topic, partition, offset: offset + 1n }]);
      resolve(offset);
    };
    health.watch(group, consumer);
    consumer.start({ group, topics: [TOPIC], onJoined: () => undefined, onBatch });
    const watch = new ProgressWatch({ client, consumer, health, logger: quiet }, TIMES);
    watch.start(group);
    const lag = () => health.report()[0]!.partitions[0]?.lag;
    const stop = async () => {
      await watch.stop();
      await consumer.stop();
    };
    return { group, health, count, lag, stop };
  };

  it('is seen by its lag, and its client is replaced', async () => {
    const { group, count, lag, stop } = member();
    await eventually('the watch sees the lag', () => expect(lag()).toBe(1), 30_000);
    expect(count()).toBe(1);

    await eventually(
      'the offset is committed',
      async () => expect(await kafka.committed(group, TOPIC)).toBe(1),
      60_000,
    );
    await eventually('the lag is gone', () => expect(lag()).toBe(0));
    expect(count()).toBe(2);
    await stop();
  });

  it('keeps its client while it says that it waits for an outage to end', async () => {
    const { group, health, count, lag, stop } = member();
    health.retrying(TOPIC, 0, '08006');
    const startedMs = performance.now();
    await eventually(
      'the member has waited long enough to count as stuck',
      () => {
        expect(lag()).toBe(1);
        expect(performance.now() - startedMs).toBeGreaterThan(2 * TIMES.stuckAfterMs);
      },
      60_000,
    );
    expect(count()).toBe(1);

    health.progressed(TOPIC, 0);
    await eventually(
      'the offset is committed',
      async () => expect(await kafka.committed(group, TOPIC)).toBe(1),
      60_000,
    );
    await stop();
  });
});
