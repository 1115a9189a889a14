import { newId } from '@peaje/kernel';
import { eventually, readStack, TestKafka } from '@peaje/testing';
import type { FetchedBatch, PartitionOffset } from './kafka-client.js';
import { KafkajsClient } from './kafkajs-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const TOPIC = `asked-${newId()}`;
const GROUP = `asking-${newId()}`;

describe('questions about the cluster, on real Kafka', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({ clientId: 'asker', brokers: readStack().kafka.brokers, logger: quiet });
  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([TOPIC], 3);
  });
  afterAll(async () => {
    await client.disconnect();
    await kafka.disconnect();
  });

  it('names brokers, leaders, in-sync replicas, and the controller of the quorum', async () => {
    const { brokers, controller, partitions } = await client.describeCluster();
    const ids = readStack().kafka.nodes.map(({ id }) => id);
    expect(brokers).toEqual(ids.sort());
    expect(ids).toContain(controller);
    const own = partitions.filter(({ topic }) => topic === TOPIC);
    expect(own.map(({ partition }) => partition).sort()).toEqual([0, 1, 2]);
    for (const { leader, replicas, inSync } of own) {
      expect(ids).toContain(leader);
      expect(replicas).toHaveLength(ids.length);
      expect([...inSync].sort()).toEqual([...replicas].sort());
    }
  });

  it('a consumer begins where it is told at each join; its group is described, and deleted when it has left', async () => {
    await kafka.send(TOPIC, [{ key: 'a', value: 'before', partition: 0 }]);
    const next = new Map<number, PartitionOffset>();
    for (const end of await client.endOffsets(TOPIC)) next.set(end.partition, end);
    const read: string[] = [];
    const consumer = client.createConsumer();
    const onBatch = (batch: FetchedBatch): Promise<void> => {
      const { topic, partition, records, nextOffset } = batch;
      read.push(...records.map(({ value }) => String(value)));
      next.set(partition, { topic, partition, offset: nextOffset });
      batch.resolve(nextOffset - 1n);
      return Promise.resolve();
    };
    consumer.start({ group: GROUP, topics: [TOPIC], starts: () => [...next.values()], onBatch });
    await eventually('it is in its group', () => expect(consumer.state().inGroup).toBe(true));
    await kafka.send(TOPIC, [{ key: 'a', value: 'first', partition: 0 }]);
    await eventually('it reads', () => expect(read).toEqual(['first']));

    const [described] = await client.describeGroups([GROUP]);
    expect(described).toMatchObject({ group: GROUP, state: 'Stable', members: [{ client: 'asker' }] });
    expect([...described!.members[0]!.assignment[TOPIC]!].sort()).toEqual([0, 1, 2]);
    await expect(client.deleteGroup(GROUP)).rejects.toThrow();

    consumer.replaceClient('of a spec');
    await kafka.send(TOPIC, [{ key: 'a', value: 'second', partition: 0 }]);
    await eventually('it reads on', () => expect(read).toEqual(['first', 'second']), 30_000);

    await consumer.stop();
    await client.deleteGroup(GROUP);
    expect((await client.describeGroups([GROUP]))[0]).toMatchObject({ state: 'Dead', members: [] });
    await client.deleteGroup(GROUP);
  }, 90_000);

  it('asks for the commits of a group in several topics at once', async () => {
    const committed = await client.committedOffsets('audit', 'charges.requested', 'charges.decided');
    expect(new Set(committed.map(({ topic }) => topic))).toEqual(
      new Set(['charges.requested', 'charges.decided']),
    );
    expect(committed).toHaveLength(8);
  });
});
