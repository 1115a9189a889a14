import { randomUUID } from 'node:crypto';
import { auditCheckpoints, decode, type AuditCheckpoint, type NumberedCheckpoint } from '@peaje/contracts';
import { Refusal, within } from '@peaje/kernel';
import type { FetchedRecord, KafkaClient, KafkaConsumer, PartitionOffset } from '@peaje/messaging';
import { TopicReading } from './topic-reading.js';

/** The longest wait for the next batch of the topic. */
const NO_BATCH_AFTER_MS = 30_000;
/** Kafka may be away, and audit may be stopping. */
const FORGOTTEN_WITHIN_MS = 1_000;

/** A record of the checkpoint topic. `checkpoint` is null when its value is not a checkpoint. */
export interface PublishedCheckpoint {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly checkpoint: AuditCheckpoint | NumberedCheckpoint | null;
}

const unreadable = (options?: ErrorOptions) =>
  new Refusal(
    'not-ready',
    { detail: 'the checkpoints cannot be read: Kafka does not answer; try again', retryAfterSeconds: 5 },
    options,
  );

type OnBatch = (checkpoints: readonly PublishedCheckpoint[]) => Promise<void> | void;

/** Reads the checkpoint topic, a batch at a time. */
export class CheckpointLog {
  constructor(
    private readonly client: KafkaClient,
    private readonly topic: typeof auditCheckpoints = auditCheckpoints,
  ) {}

  /** The end offsets now. A verification that begins now ignores later checkpoints. @throws Refusal */
  async ends(): Promise<readonly PartitionOffset[]> {
    try {
      const ranges = await this.client.offsetRanges(this.topic.name);
      // A partition whose records were all deleted has an end, and never delivers a batch.
      return ranges
        .filter(({ start, end }) => start !== end)
        .map(({ topic, partition, end }) => ({ topic, partition, offset: end }));
    } catch (cause) {
      throw unreadable({ cause });
    }
  }

  /**
   * Reads up to `ends`, with one call of `onBatch` at a time: all, or one partition from an offset on.
   * @throws Refusal, and every error of `onBatch`.
   */
  async readTo(
    allEnds: readonly PartitionOffset[],
    onBatch: OnBatch,
    from?: { readonly partition: number; readonly offset: number },
  ): Promise<void> {
    const ends = from
      ? allEnds.filter(
          ({ partition, offset }) => partition === from.partition && offset > BigInt(from.offset),
        )
      : allEnds;
    if (ends.length === 0) return;
    const starts = from
      ? allEnds.map((end) =>
          end.partition === from.partition ? { ...end, offset: BigInt(from.offset) } : end,
        )
      : [];
    const endOf = new Map(ends.map(({ partition, offset }) => [partition, offset]));
    const following = this.follow(
      'audit.verifier',
      (published) =>
        onBatch(published.filter(({ partition, offset }) => offset < (endOf.get(partition) ?? 0n))),
      starts,
    );
    try {
      await following.reach(ends);
    } finally {
      await following.stop();
    }
  }

  /** Reads from the beginning, or from `starts`, and goes on reading. */
  follow(group: string, onBatch: OnBatch, starts: readonly PartitionOffset[] = []): CheckpointFollower {
    const reading = new TopicReading(
      (records) => onBatch(records.map((record) => this.published(record))),
      starts,
    );
    const consumer = this.client.createConsumer();
    const groupId = `${group}.${randomUUID()}`;
    consumer.start({
      group: groupId,
      topics: [this.topic.name],
      starts,
      onBatch: (batch) => reading.receive(batch),
    });
    return new CheckpointFollower(reading, consumer, () => this.client.deleteGroup(groupId));
  }

  private published(record: FetchedRecord): PublishedCheckpoint {
    const { topic, partition, offset } = record;
    const key = record.key?.toString() ?? null;
    const decoded = decode(this.topic, {
      key,
      value: record.value?.toString() ?? null,
      headers: Object.fromEntries(record.headers.map(([name, value]) => [name, value.toString()])),
    });
    const isCheckpoint = decoded.outcome === 'event' && decoded.event.type !== 'tombstone';
    return { topic, partition, offset, key, checkpoint: isCheckpoint ? decoded.event.data : null };
  }
}

export class CheckpointFollower {
  constructor(
    private readonly reading: TopicReading,
    private readonly consumer: KafkaConsumer,
    private readonly deleteGroup: () => Promise<void>,
  ) {}

  /** @throws Refusal when Kafka delivers nothing for too long */
  reach(ends: readonly PartitionOffset[]): Promise<void> {
    return this.reading.reach(ends, NO_BATCH_AFTER_MS, unreadable);
  }

  /** Nobody joins its group again. Deleted, it does not stand in every list of groups until Kafka forgets it. */
  async stop(): Promise<void> {
    this.reading.end(unreadable());
    await this.consumer.stop();
    await within(
      FORGOTTEN_WITHIN_MS,
      this.deleteGroup().catch(() => undefined),
      () => undefined,
    );
  }
}
