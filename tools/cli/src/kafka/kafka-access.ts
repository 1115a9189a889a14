import { setTimeout as delay } from 'node:timers/promises';
import { OneAtATime } from '@peaje/kernel';
import type { Admin, Kafka } from 'kafkajs';
import { CliError, EXIT } from '../cli-error.js';
import { closest } from '../did-you-mean.js';

/** The current first and next offset of a partition. */
interface PartitionEnds {
  readonly partition: number;
  readonly low: bigint;
  /** The offset of the next record. */
  readonly high: bigint;
}

const NO_COMMIT = '-1';
/** Longer than the session of a broker. */
const MOST_ATTEMPTS = 20;
const AGAIN_AFTER_MS = 500;
const UNREACHABLE = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSRequestTimeoutError',
]);

/**
 * Kafka's admin interface, one call at a time: kafkajs forgets a topic when two calls ask for new topics at once. kafkajs
 * is loaded by the first call, because most commands never ask Kafka.
 */
export class KafkaAccess {
  private client: Promise<Kafka> | undefined;
  private connected: Promise<Admin> | undefined;
  private readonly calls = new OneAtATime();

  constructor(private readonly brokers: readonly string[]) {}

  /** The client of kafkajs, for consumers. */
  kafka(): Promise<Kafka> {
    this.client ??= import('kafkajs').then(
      ({ default: kafkajs }) =>
        new kafkajs.Kafka({
          clientId: 'peaje-cli',
          brokers: [...this.brokers],
          connectionTimeout: 3_000,
          requestTimeout: 10_000,
          retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 4 },
          logLevel: kafkajs.logLevel.NOTHING,
        }),
    );
    return this.client;
  }

  /**
   * Kafka names a broker that has died for some seconds more, and kafkajs gives up when it meets that one first. So it
   * is asked again as long as another broker accepts connections. @throws CliError (unavailable) when none answers.
   */
  async ask<T>(call: (admin: Admin) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.calls.run(async () => {
          this.connected ??= this.connect();
          return call(await this.connected);
        });
      } catch (error) {
        const said = this.asCliError(error);
        const isPassing = said !== error || (error as { retriable?: boolean }).retriable === true;
        if (!isPassing || attempt === MOST_ATTEMPTS || !(await this.someBrokerAccepts())) throw said;
        await delay(AGAIN_AFTER_MS);
      }
    }
  }

  /** It is the same as long as the data is. */
  async clusterId(): Promise<string> {
    return (await this.ask((admin) => admin.describeCluster())).clusterId;
  }

  /** The names of all topics except Kafka's own, sorted. */
  async topics(): Promise<string[]> {
    const names = await this.ask((admin) => admin.listTopics());
    return names.filter((name) => !name.startsWith('__')).sort();
  }

  /** @throws CliError (refused) when there is no such topic. */
  async assertTopic(topic: string): Promise<void> {
    const known = await this.topics();
    if (known.includes(topic)) return;
    const near = closest(topic, known);
    const guess = near === undefined ? '' : ` Did you mean ${near}?`;
    throw new CliError(EXIT.refused, `There is no topic ${topic}.${guess}`, 'peaje topics lists them.');
  }

  async ends(topic: string): Promise<PartitionEnds[]> {
    return endsOf(await this.ask((admin) => admin.fetchTopicOffsets(topic)));
  }

  /** The same with the records of open transactions, to which Kafka's own tools count the lag. */
  async logEnds(topic: string): Promise<PartitionEnds[]> {
    const { logEndsOf } = await import('@peaje/record-batches');
    return endsOf(await this.ask((admin) => logEndsOf(admin, topic)));
  }

  /** Of each partition, the offset of the first record with this time or later; its end when there is none. */
  async offsetsAt(topic: string, timestampMs: number): Promise<Map<number, bigint>> {
    const offsets = await this.ask((admin) => admin.fetchTopicOffsetsByTimestamp(topic, timestampMs));
    return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  /** By `topic/partition`: the offset before which a group has handled everything. A partition without one is not in the map. */
  async committed(groupId: string): Promise<Map<string, bigint>> {
    const offsets = await this.ask((admin) => admin.fetchOffsets({ groupId }));
    return new Map(
      offsets.flatMap(({ topic, partitions }) =>
        partitions
          .filter(({ offset }) => offset !== NO_COMMIT)
          .map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
      ),
    );
  }

  async close(): Promise<void> {
    await this.connected?.then((admin) => admin.disconnect()).catch(() => undefined);
  }

  /** A kafkajs error as a CliError, when no broker answers. */
  asCliError(error: unknown): unknown {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (!UNREACHABLE.has(cause.name)) continue;
      const message = `Kafka does not answer at ${this.brokers.join(', ')}: ${cause.message}`;
      return new CliError(EXIT.unavailable, message, 'peaje stack status shows which brokers run.', {
        cause: error,
      });
    }
    return error;
  }

  private async someBrokerAccepts(): Promise<boolean> {
    const { accepts } = await import('./accepts.js');
    return (await Promise.all(this.brokers.map(accepts))).some(Boolean);
  }

  private async connect(): Promise<Admin> {
    try {
      const admin = (await this.kafka()).admin();
      await admin.connect();
      return admin;
    } catch (error) {
      this.connected = undefined;
      throw error;
    }
  }
}

const endsOf = (offsets: readonly { partition: number; low: string; high: string }[]): PartitionEnds[] =>
  offsets
    .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
    .sort((a, b) => a.partition - b.partition);
