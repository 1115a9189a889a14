import { OneAtATime, within } from '@peaje/kernel';
import { logEndsOf } from '@peaje/record-batches';
import type { Admin, Kafka, Message, Producer, SASLOptions } from 'kafkajs';
import kafkajs from 'kafkajs';
import './kafkajs-patches.js';
import { CountedKafka } from './counted-kafka.js';
import { KafkajsConsumer } from './kafkajs-consumer.js';
import { kafkajsLogger } from './kafkajs-logger.js';
import {
  KafkaClient,
  KafkaProducer,
  NotAcknowledgedError,
  type AppendedRecord,
  type KafkaConsumer,
  type OffsetRange,
  type PartitionOffset,
} from './kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';

export interface KafkaOptions {
  readonly clientId: string;
  readonly brokers: readonly string[];
  /** TLS: `ca` is the certificate, in PEM, of the authority that signed those of the brokers; the default is Node's own list. */
  readonly ssl?: boolean | { readonly ca: string };
  readonly sasl?: SASLOptions;
  readonly logger: MessagingLogger;
  /** Gets the name of each request to a broker: `Produce`, `Fetch`, `OffsetCommit` … */
  readonly onRequest?: (api: string) => void;
}

/** Long enough to outlast a failover; the default five retries are not. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 60 };
const ALL_IN_SYNC_REPLICAS = -1;
const NO_COMMIT = '-1';
const DISCONNECT_WITHIN_MS = 1_000;

export class KafkajsClient extends KafkaClient {
  private readonly kafka: Kafka;
  private admin: Promise<Admin> | undefined;
  private readonly questions = new OneAtATime();

  constructor(private readonly options: KafkaOptions) {
    super();
    const config = {
      clientId: options.clientId,
      brokers: [...options.brokers],
      ssl: options.ssl,
      sasl: options.sasl,
      requestTimeout: 10_000,
      connectionTimeout: 3_000,
      retry: RETRY,
      logLevel: kafkajs.logLevel.WARN,
      logCreator: kafkajsLogger(options.logger),
    };
    this.kafka = new CountedKafka(config, options.onRequest ?? (() => undefined));
  }

  createProducer(): KafkaProducer {
    return new KafkajsProducer(
      this.kafka.producer({
        allowAutoTopicCreation: false,
        createPartitioner: () => refuseToChoose,
        retry: RETRY,
      }),
    );
  }

  createConsumer(): KafkaConsumer {
    return new KafkajsConsumer(this.kafka, this.options.logger);
  }

  async offsetRanges(topic: string): Promise<OffsetRange[]> {
    const offsets = await this.ask((admin) => admin.fetchTopicOffsets(topic));
    return offsets.map(({ partition, low, high }) => ({
      topic,
      partition,
      start: BigInt(low),
      end: BigInt(high),
    }));
  }

  async endOffsets(topic: string): Promise<PartitionOffset[]> {
    const ranges = await this.offsetRanges(topic);
    return ranges.map(({ partition, end }) => ({ topic, partition, offset: end }));
  }

  async logEndOffsets(topic: string): Promise<PartitionOffset[]> {
    const offsets = await this.ask((admin) => logEndsOf(admin, topic));
    return offsets.map(({ partition, high }) => ({ topic, partition, offset: BigInt(high) }));
  }

  async committedOffsets(group: string, topic: string): Promise<PartitionOffset[]> {
    const [found] = await this.ask((admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }));
    return (found?.partitions ?? []).map(({ partition, offset }) => ({
      topic,
      partition,
      offset: offset === NO_COMMIT ? 0n : BigInt(offset),
    }));
  }

  async deleteGroup(group: string): Promise<void> {
    await this.ask((admin) => admin.deleteGroups([group]));
  }

  async disconnect(): Promise<void> {
    const disconnected = this.admin?.then((admin) => admin.disconnect()).catch(() => undefined);
    // kafkajs tries a first connection for a minute: the process ends before.
    await within(DISCONNECT_WITHIN_MS, Promise.resolve(disconnected), () => undefined);
  }

  /** One question at a time: kafkajs's admin forgets a topic when two ask about new topics at once. */
  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    this.admin ??= this.connectAdmin();
    const admin = await this.admin;
    return this.questions.run(() => question(admin));
  }

  private async connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin({ retry: { ...RETRY, retries: 5 } });
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      this.admin = undefined;
      throw error;
    }
  }
}

/** Partitions are ours to choose: kafkajs loses records when one send() spans several (see ADR 3). */
const refuseToChoose = ({ message }: { message: Message }): number => {
  if (message.partition === undefined) throw new TypeError('every record names its partition');
  return message.partition;
};

class KafkajsProducer extends KafkaProducer {
  private connected: Promise<void> | undefined;

  constructor(private readonly producer: Producer) {
    super();
  }

  async append(topic: string, partition: number, records: readonly AppendedRecord[]): Promise<void> {
    const messages = records.map(({ key, value, headers }) => ({
      key,
      value,
      headers: { ...headers },
      partition,
    }));
    let reply;
    try {
      await (this.connected ??= this.connect());
      reply = await this.producer.send({ topic, messages, acks: ALL_IN_SYNC_REPLICAS, timeout: 10_000 });
    } catch (cause) {
      throw new NotAcknowledgedError(
        `${topic}/${partition}: ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      );
    }
    const named = reply.some((r) => r.topicName === topic && r.partition === partition && r.errorCode === 0);
    if (!named)
      throw new NotAcknowledgedError(`${topic}/${partition}: the reply does not name the partition`);
  }

  async disconnect(): Promise<void> {
    await within(DISCONNECT_WITHIN_MS, this.producer.disconnect(), () => undefined);
  }

  /** On first use, and again on the next when no broker answered: a service starts while Kafka is down. */
  private async connect(): Promise<void> {
    try {
      await this.producer.connect();
    } catch (error) {
      this.connected = undefined;
      throw error;
    }
  }
}
