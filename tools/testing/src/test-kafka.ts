import { OneAtATime } from '@peaje/kernel';
import kafkajs, { type Admin, type IHeaders, type Kafka, type Message, type Producer } from 'kafkajs';
import { eventually } from './outside/eventually.js';
import { readStack } from './outside/stack-file.js';

export interface ReadRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Plain kafkajs, without our own adapter; on the brokers of the running stack by default. */
export class TestKafka {
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  readonly admin: Admin;
  /** One request at a time: kafkajs's admin forgets a topic when two calls ask about new topics at once. */
  private readonly offsetRequests = new OneAtATime();
  private readonly created: string[] = [];

  constructor(private readonly brokers: readonly string[] = readStack().kafka.brokers) {
    this.kafka = new kafkajs.Kafka({
      clientId: 'test',
      brokers: [...brokers],
      logLevel: kafkajs.logLevel.NOTHING,
    });
    this.producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    this.admin = this.kafka.admin();
  }

  async connect(): Promise<void> {
    await Promise.all([this.admin.connect(), this.producer.connect()]);
  }

  /** Deletes its topics: the end-to-end specs of the same run read the end of every topic. */
  async disconnect(): Promise<void> {
    if (this.created.length > 0) await this.admin.deleteTopics({ topics: this.created });
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }

  async createTopics(names: readonly string[], partitions = 4): Promise<void> {
    const replicationFactor = Math.min(3, this.brokers.length);
    const topics = names.map((topic) => ({ topic, numPartitions: partitions, replicationFactor }));
    await this.admin.createTopics({ topics, waitForLeaders: false });
    this.created.push(...names);
    // kafkajs's own wait fails when it asks a broker that does not know the new topic yet.
    for (const name of names) await this.endOffset(name);
  }

  async send(topic: string, messages: readonly Message[]): Promise<void> {
    await this.producer.send({ topic, messages: [...messages] });
  }

  /** Asks the leaders of a topic; a new topic may not have them yet. */
  async endOffset(topic: string): Promise<number> {
    const offsets = await this.offsetRequests.run(() =>
      eventually(`the leaders of ${topic} answer`, () => this.admin.fetchTopicOffsets(topic)),
    );
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
  }

  async committed(group: string, topic: string): Promise<number> {
    const [found] = await this.admin.fetchOffsets({ groupId: group, topics: [topic] });
    return (found?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  }

  /** Every record of a topic, from its beginning to its current end. */
  async readAll(topic: string): Promise<ReadRecord[]> {
    const expected = await this.endOffset(topic);
    // By position: a consumer that joins its group again reads from the beginning.
    const records = new Map<string, ReadRecord>();
    if (expected === 0) return [];
    const consumer = this.kafka.consumer({
      groupId: `test-reader-${crypto.randomUUID()}`,
      maxWaitTimeInMs: 100,
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const { offset, key, value, headers } = message;
        records.set(`${partition}/${offset}`, {
          partition,
          offset,
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
          headers: text(headers),
        });
        if (records.size >= expected) resolve();
      },
    });
    await promise;
    await consumer.disconnect();
    return [...records.values()];
  }
}

const text = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
