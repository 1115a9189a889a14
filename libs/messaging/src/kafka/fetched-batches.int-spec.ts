import { createHash } from 'node:crypto';
import { newId } from '@peaje/kernel';
import { eventually, readStack, TestKafka } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { KafkajsClient } from './kafkajs-client.js';
import type { FetchedBatch, FetchedRecord } from './kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';

const brokers = readStack().kafka.brokers;
const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const CODECS = ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'];

describe('what a member of a group gets, on real Kafka', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({ clientId: 'fetched', brokers, logger: quiet });
  beforeAll(() => kafka.connect());
  afterAll(async () => {
    await client.disconnect();
    await kafka.disconnect();
  });

  /** Reads a topic of one partition up to its end, with a member that commits after each batch. */
  async function readToEnd(topic: string) {
    const group = `fetched-${newId()}`;
    const member = client.createConsumer();
    const records: FetchedRecord[] = [];
    const onBatch = async (batch: FetchedBatch) => {
      records.push(...batch.records);
      batch.resolve(batch.nextOffset - 1n);
      await member.commit([{ ...batch, offset: batch.nextOffset }]);
    };
    member.start({ group, topics: [topic], onBatch });
    await eventually('it has committed the end of the topic', async () => {
      expect(await client.committedOffsets(group, topic)).toEqual(await client.logEndOffsets(topic));
    });
    await member.stop();
    return records;
  }

  async function createTopic(name: string, config: Record<string, string> = {}): Promise<void> {
    await kafka.createTopics([name], 1);
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    if (configEntries.length === 0) return;
    await kafka.admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries }],
    });
  }

  const transactional = (transactionalId: string) =>
    new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).producer({
      transactionalId,
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });

  it.each(CODECS)('records that the broker keeps %s', async (codec) => {
    const topic = `${codec}-${newId()}`;
    await createTopic(topic, { 'compression.type': codec });
    // Words that repeat, and bytes that do not: matches and literals.
    const values = Array.from({ length: 300 }, (_, n) => {
      const noise = createHash('sha512').update(`${n}`).digest('base64');
      return `${noise} ${'the same words again '.repeat(n)} ${noise}`;
    });
    await kafka.send(
      topic,
      values.map((value) => ({ key: 'k', value, headers: { ce_type: 'a.type' } })),
    );

    const records = await readToEnd(topic);

    expect(records.map(({ value }) => value!.toString())).toEqual(values);
    expect(records.every(({ headers }) => headers[0]![1].toString() === 'a.type')).toBe(true);
  });

  it('the marker behind the last record comes again until it is resolved itself', async () => {
    const topic = `marker-${newId()}`;
    await createTopic(topic);
    const producer = transactional(topic);
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] });
    await transaction.commit();
    await producer.disconnect();
    const member = client.createConsumer();
    const fetched: string[][] = [];
    const onBatch = async (batch: FetchedBatch) => {
      fetched.push(batch.records.map(({ offset, unread }) => `${offset} ${unread ?? ''}`.trim()));
      batch.resolve(batch.records[0]!.offset);
    };
    member.start({ group: `marker-${newId()}`, topics: [topic], onBatch });
    await eventually('it has seen all', () => expect(fetched.length).toBeGreaterThanOrEqual(3));
    await member.stop();
    expect(fetched).toEqual([['0', '1', '2 control'], ['1', '2 control'], ['2 control']]);
  });

  it('the end of a topic whose last offsets are markers and aborted records', async () => {
    const topic = `transactions-${newId()}`;
    await createTopic(topic);
    const producer = transactional(topic);
    await producer.connect();
    for (const end of ['commit', 'abort'] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: end }, { value: end }] });
      await transaction[end]();
    }
    await producer.disconnect();

    const records = await readToEnd(topic);

    expect(records.map(({ offset, unread, value }) => [Number(offset), unread ?? value!.toString()])).toEqual(
      [
        [0, 'commit'],
        [1, 'commit'],
        [2, 'control'],
        [3, 'aborted'],
        [4, 'aborted'],
        [5, 'control'],
      ],
    );
  });

  it('an open transaction ends what can be read, and not the log', async () => {
    const topic = `open-${newId()}`;
    await createTopic(topic);
    const producer = transactional(topic);
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'open' }] });
    expect(await client.endOffsets(topic)).toMatchObject([{ offset: 0n }]);
    expect(await client.logEndOffsets(topic)).toMatchObject([{ offset: 1n }]);
    await transaction.abort();
    await producer.disconnect();
  });
});
