import { Logger } from '@nestjs/common';
import { BackgroundCheck } from '@peaje/chassis';
import {
  partitionName,
  type FetchedBatch,
  type FetchedRecord,
  type KafkaClient,
  type KafkaConsumer,
  type PartitionOffset,
} from '@peaje/messaging';
import { isHole, readable } from '@peaje/record-batches';
import { forgetGroup } from './forget-group.js';

/** Nobody waits for single records here: the broker collects for so long, or so many bytes. */
const PACE = { minBytes: 64 * 1024, maxWaitMs: 200 };

export interface TailOptions {
  /** Of its own. It is deleted at the end. */
  readonly group: string;
  /** Those that do not exist are left out. Their ends are found in this order. */
  readonly topics: readonly string[];
  /** Each record once, in the order of its partition. */
  readonly onRecords: (records: readonly FetchedRecord[]) => void;
}

/**
 * Reads topics from their end, each record once. It seeks at every join, because kafkajs would begin anew: at the end
 * it would skip what came between two joins, at the beginning it would read everything. It commits nothing.
 */
export class TopicTail {
  private readonly logger = new Logger(TopicTail.name);
  private readonly positions = new Map<string, PartitionOffset>();
  private consumer: KafkaConsumer | undefined;
  private readonly begin = new BackgroundCheck(() => this.beginAtEnds(), {
    againAfterMs: 1_000,
    onError: (error) => this.logger.warn(error, 'the ends of the topics are not known yet'),
  });

  constructor(
    private readonly client: KafkaClient,
    private readonly options: TailOptions,
  ) {}

  start(): void {
    this.begin.start();
  }

  get isReading(): boolean {
    return this.consumer?.state().inGroup ?? false;
  }

  /** The offset after the last record of each partition that was read. */
  ends(): readonly PartitionOffset[] {
    return [...this.positions.values()];
  }

  /** Leaves its group and deletes it. */
  async stop(): Promise<void> {
    this.begin.stop();
    if (!this.consumer) return;
    await this.consumer.stop();
    await forgetGroup(this.client, this.options.group);
  }

  private async beginAtEnds(): Promise<boolean> {
    const { group, topics } = this.options;
    const { partitions } = await this.client.describeCluster();
    const existing = new Set(partitions.map(({ topic }) => topic));
    const found = topics.filter((topic) => existing.has(topic));
    for (const topic of found)
      for (const end of await this.client.endOffsets(topic)) this.positions.set(partitionName(end), end);
    if (this.begin.isStopped) return true;
    this.consumer = this.client.createConsumer();
    this.consumer.start({
      group,
      topics: found,
      pace: PACE,
      starts: () => this.ends(),
      onBatch: (batch) => this.take(batch),
    });
    return true;
  }

  private take(batch: FetchedBatch): Promise<void> {
    const { topic, partition } = batch;
    const { records, nextOffset } = readable(batch);
    const name = partitionName(batch);
    const position = this.positions.get(name)?.offset ?? 0n;
    const unread = records.filter((record) => record.offset >= position && !isHole(record));
    if (nextOffset > position) this.positions.set(name, { topic, partition, offset: nextOffset });
    try {
      if (unread.length > 0) this.options.onRecords(unread);
    } catch (error) {
      this.logger.error(error, `records of ${name} are not shown`);
    }
    batch.resolve(nextOffset - 1n);
    return Promise.resolve();
  }
}
