import { Producer } from '@platformatic/kafka';
import { KafkaProducer, NotAcknowledgedError, type AppendedRecord } from '@peaje/messaging';

/** Each send names it, because send() ignores the option of the constructor. A leader's acknowledgement alone is lost with it. */
const ALL_IN_SYNC_REPLICAS = -1;

/**
 * The producer port on another client. No service uses it: it proves that the port is independent of kafkajs, and that
 * the suite judges any producer.
 */
export class PlatformaticProducer extends KafkaProducer {
  private readonly producer: Producer<Buffer, Buffer, Buffer, Buffer>;

  constructor(options: { readonly clientId: string; readonly brokers: readonly string[] }) {
    super();
    this.producer = new Producer({
      clientId: options.clientId,
      bootstrapBrokers: [...options.brokers],
      autocreateTopics: false,
      // As many as in the kafkajs adapter, to outlast a failover.
      retries: 60,
      retryDelay: (_client, _operation, attempt) => Math.min(1_000, 100 * 2 ** Math.min(attempt, 4)),
      timeout: 10_000,
      connectTimeout: 3_000,
    });
  }

  async append(topic: string, partition: number, records: readonly AppendedRecord[]): Promise<void> {
    const messages = records.map(({ key, value, headers }) => ({
      topic,
      partition,
      ...(key === null ? {} : { key: Buffer.from(key) }),
      ...(value === null ? {} : { value: Buffer.from(value) }),
      headers: asMap(headers),
    }));
    let reply;
    try {
      reply = await this.producer.send({ messages, acks: ALL_IN_SYNC_REPLICAS });
    } catch (cause) {
      throw new NotAcknowledgedError(`${topic}/${partition}: ${(cause as Error).message}`, { cause });
    }
    if (!reply.offsets?.some((one) => one.topic === topic && one.partition === partition))
      throw new NotAcknowledgedError(`${topic}/${partition}: the reply does not name the partition`);
  }

  async disconnect(): Promise<void> {
    await this.producer.close();
  }
}

/** A header that occurs twice is two keys, because each Buffer is an object of its own. */
const asMap = (headers: AppendedRecord['headers']): Map<Buffer, Buffer> =>
  new Map(
    Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((value) => [Buffer.from(name), Buffer.from(value)] as const),
    ),
  );
