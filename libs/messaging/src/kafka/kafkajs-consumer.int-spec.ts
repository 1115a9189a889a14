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
const PAUSED = `paused-${newId()}`;

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
    await kafka.createTopics([TOPIC, PAUSED], 3);
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

  it('a member that stops while it joins is not left behind in its group', async () => {
    const group = `joining-${newId()}`;
    let stopped: Promise<void> | undefined;
    const { kafka: watched } = faultyKafka(BROKERS, (consumer) => {
      // The coordinator has given the member its id, and its second request is on the way.
      consumer.on(consumer.events.REQUEST, ({ payload }) => {
        if (payload.apiName === 'JoinGroup') stopped ??= member.stop();
      });
      return {};
    });
    const member = new KafkajsConsumer(watched, quiet);

    member.start({ group, topics: [TOPIC], onBatch: async () => undefined });

    await eventually('the member stops', () => expect(stopped).toBeDefined());
    await stopped;
    const [found] = (await kafka.admin.describeGroups([group])).groups;
    expect(found!.members).toEqual([]);
  });

  it('a pause may end while kafkajs has no group, and one that goes on outlasts the rejoin', async () => {
    // kafkajs restarts by itself after such a one.
    const cause = Object.assign(new Error('no coordinator'), { retriable: true });
    const crash = Object.assign(new kafkajs.KafkaJSNonRetriableError('no coordinator'), { cause });
    const events: string[] = [];
    let crashed = false;
    const { kafka: faulty, count } = faultyKafka(BROKERS, (consumer) => {
      const paused = () => JSON.stringify(consumer.paused().flatMap(({ partitions }) => partitions));
      consumer.on(consumer.events.DISCONNECT, () => {
        // As the timers of a back-off may.
        if (!crashed || events.includes('resumed without a group')) return;
        member.resume(PAUSED, 0);
        member.pause(PAUSED, 1);
        events.push('resumed without a group');
      });
      const run: typeof consumer.run = (config) =>
        consumer.run({
          ...config,
          eachBatch: async (payload) => {
            const { partition } = payload.batch;
            await config!.eachBatch!(payload);
            events.push(`read ${partition}, paused ${paused()}`);
            if (partition !== 2 || crashed) return;
            crashed = true;
            throw crash;
          },
        });
      return { run };
    });
    const member = new KafkajsConsumer(faulty, quiet);
    const onBatch = async ({ partition, records, resolve }: FetchedBatch) => {
      if (partition !== 2 && !crashed) member.pause(PAUSED, partition);
      else resolve(records.at(-1)!.offset);
    };
    await kafka.send(PAUSED, [
      { partition: 0, value: 'a' },
      { partition: 1, value: 'b' },
    ]);

    member.start({ group: `paused-${newId()}`, topics: [PAUSED], onBatch });
    await eventually('both partitions are paused', () => expect(events.at(-1)).toMatch(/paused \[0,1\]$/));
    await kafka.send(PAUSED, [{ partition: 2, value: 'c' }]);

    await eventually('partition 0 is read again, and partition 1 is not', () =>
      expect(events.slice(-2).toSorted()).toEqual(['read 0, paused [1]', 'read 2, paused [1]']),
    );
    expect(events).toContain('resumed without a group');
    member.resume(PAUSED, 1);
    await eventually('partition 1 is read', () => expect(events.at(-1)).toBe('read 1, paused []'));
    expect(count()).toBe(1);
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
