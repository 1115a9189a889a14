import { newId } from '@peaje/kernel';
import { eventually, readStack, TestKafka } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { KafkajsConsumer } from './kafkajs-consumer.js';
import type { FetchedBatch } from './kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import { faultyKafka } from './faulty-kafka.builders.js';

const BROKERS = readStack().kafka.brokers;
const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const TOPIC = `committed-${newId()}`;

/** What kafkajs's offset manager is answered when it was left with a coordinator of yesterday. */
const notCoordinator = () =>
  new kafkajs.KafkaJSProtocolError(
    Object.assign(new Error('This is not the correct coordinator for this group'), {
      type: 'NOT_COORDINATOR_FOR_GROUP',
      code: 16,
    }),
  );

describe('a member of a group, on real Kafka', () => {
  const kafka = new TestKafka();
  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([TOPIC], 1);
    await kafka.send(TOPIC, [{ key: 'a', value: '1' }]);
  });
  afterAll(() => kafka.disconnect());

  /** Handles a batch as the pipeline does: commits, then moves on; what fails is fetched again. */
  const committing = (member: KafkajsConsumer, group: string) => {
    const onBatch = async ({ topic, partition, records, resolve }: FetchedBatch) => {
      const { offset } = records.at(-1)!;
      await member.commit([{ topic, partition, offset: offset + 1n }]).then(
        () => resolve(offset),
        () => undefined,
      );
    };
    member.start({ group, topics: [TOPIC], onBatch });
  };

  it('a client that cannot commit any more is replaced by one that can', async () => {
    let refused = 0;
    const refuse = () => (refused++, Promise.reject(notCoordinator()));
    const { kafka: faulty, count } = faultyKafka(BROKERS, (_, nth) =>
      nth === 1 ? { commitOffsets: refuse } : {},
    );
    const member = new KafkajsConsumer(faulty, quiet);
    const group = `committing-${newId()}`;

    committing(member, group);

    await eventually(
      'the offset is committed',
      async () => expect(await kafka.committed(group, TOPIC)).toBe(1),
      60_000,
    );
    expect(refused).toBe(1);
    expect(count()).toBe(2);
    await member.stop();
  });

  it('a commit that a rebalance cuts short keeps its client', async () => {
    const rebalance = Object.assign(new Error('rebalance'), { type: 'REBALANCE_IN_PROGRESS' });
    const { kafka: faulty, count } = faultyKafka(BROKERS, ({ commitOffsets }) => {
      let cut = false;
      return {
        commitOffsets: (offsets) => {
          if (cut) return commitOffsets(offsets);
          cut = true;
          return Promise.reject(rebalance);
        },
      };
    });
    const member = new KafkajsConsumer(faulty, quiet);
    const group = `rebalanced-${newId()}`;

    committing(member, group);

    await eventually(
      'the offset is committed',
      async () => expect(await kafka.committed(group, TOPIC)).toBe(1),
      60_000,
    );
    expect(count()).toBe(1);
    await member.stop();
  });
});
