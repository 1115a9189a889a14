import { randomUUID } from 'node:crypto';
import { auditCheckpoints, decode, type AuditCheckpoint } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { FetchedBatch, FetchedRecord, KafkaClient, PartitionOffset } from '@peaje/messaging';
import { isHole, readable } from '@peaje/record-batches';

/** The longest wait for the next batch of the topic. */
export const NO_BATCH_AFTER_MS = 30_000;

/** A record of the checkpoint topic. `checkpoint` is null when its value is not a checkpoint. */
export interface PublishedCheckpoint {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly checkpoint: AuditCheckpoint | null;
}

const unreadable = (options?: ErrorOptions) =>
  new Refusal(
    'not-ready',
    { detail: 'the checkpoints cannot be read: Kafka does not answer; try again', retryAfterSeconds: 5 },
    options,
  );

/** Reads the checkpoint topic from its beginning, a batch at a time. */
export class CheckpointLog {
  constructor(
    private readonly client: KafkaClient,
    private readonly topic: typeof auditCheckpoints = auditCheckpoints,
  ) {}

  /** The end offsets now. A verification that begins now ignores later checkpoints. @throws Refusal */
  async ends(): Promise<readonly PartitionOffset[]> {
    try {
      return await this.client.endOffsets(this.topic.name);
    } catch (cause) {
      throw unreadable({ cause });
    }
  }

  /** Reads up to `ends`, with one call of `onBatch` at a time. @throws Refusal, and every error of `onBatch`. */
  async readTo(
    ends: readonly PartitionOffset[],
    onBatch: (checkpoints: readonly PublishedCheckpoint[]) => Promise<void>,
  ): Promise<void> {
    if (ends.every(({ offset }) => offset === 0n)) return;
    const reading = new Reading(ends, (records) => onBatch(records.map((record) => this.published(record))));
    const consumer = this.client.createConsumer();
    consumer.start({
      group: `audit.verifier.${randomUUID()}`,
      topics: [this.topic.name],
      onBatch: (batch) => reading.receive(batch),
    });
    try {
      await reading.ended;
    } finally {
      await consumer.stop();
    }
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

/** The progress of one reading. A consumer that joins again starts anew, so records read before are skipped. */
class Reading {
  readonly ended: Promise<void>;
  private readonly positions = new Map<number, bigint>();
  private readonly end = Promise.withResolvers<void>();
  private readonly idle: NodeJS.Timeout;
  private processing: Promise<void> = Promise.resolve();

  constructor(
    private readonly ends: readonly PartitionOffset[],
    private readonly onRecords: (records: readonly FetchedRecord[]) => Promise<void>,
  ) {
    this.idle = setTimeout(() => this.end.reject(unreadable()), NO_BATCH_AFTER_MS);
    this.ended = this.end.promise.finally(() => clearTimeout(this.idle));
    this.ended.catch(() => undefined);
  }

  private isDone(): boolean {
    return this.ends.every(({ partition, offset }) => this.positionOf(partition) >= offset);
  }

  receive(batch: FetchedBatch): Promise<void> {
    this.processing = this.processing
      .then(() => this.process(batch))
      .catch((error: unknown) => this.end.reject(error));
    return this.processing;
  }

  private async process(batch: FetchedBatch): Promise<void> {
    const { partition } = batch;
    const { records, nextOffset } = readable(batch);
    const end = this.ends.find((e) => e.partition === partition)?.offset ?? 0n;
    const unread = records.filter(
      (record) => record.offset >= this.positionOf(partition) && record.offset < end && !isHole(record),
    );
    if (unread.length > 0) await this.onRecords(unread);
    batch.resolve(nextOffset - 1n);
    if (nextOffset > this.positionOf(partition)) this.positions.set(partition, nextOffset);
    this.idle.refresh();
    if (this.isDone()) this.end.resolve();
  }

  private positionOf(partition: number): bigint {
    return this.positions.get(partition) ?? 0n;
  }
}
