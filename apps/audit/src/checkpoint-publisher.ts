import type { KeyObject } from 'node:crypto';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { auditCheckpoints, type Head } from '@peaje/contracts';
import { within, type Clock } from '@peaje/kernel';
import { outgoing, partitionFor, type PartitionProducer } from '@peaje/messaging';
import type pg from 'pg';
import { readHeads } from './audit.sql.js';
import { signCheckpoint } from './checkpoint.js';

const SOURCE = '/peaje/audit';
/** The time for the last checkpoints of a shutdown. When Kafka is down, the next start signs the same heads. */
const LAST_CHECKPOINTS_WITHIN_MS = 3_000;

export interface CheckpointOptions {
  readonly privateKey: KeyObject | undefined;
  readonly everyMs: number;
  readonly partitions: number;
  readonly topic?: typeof auditCheckpoints;
}

/**
 * Signs the heads of all chains and publishes them to Kafka, out of reach for anyone with access to the database
 * only. It needs no outbox: the next checkpoint replaces a lost one, and a duplicate repeats the same head.
 */
export class CheckpointPublisher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CheckpointPublisher.name);
  private readonly published = new Map<string, Head>();
  private timer: NodeJS.Timeout | undefined;
  private publishing: Promise<void> | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly producer: PartitionProducer,
    private readonly clock: Clock,
    private readonly options: CheckpointOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.privateKey) {
      this.logger.warn(
        'no checkpoints: PEAJE_CHECKPOINT_KEY_FILE is not set; entries deleted at the end of a chain leave no trace',
      );
      return;
    }
    this.timer = setInterval(() => void this.publishOnce(), this.options.everyMs);
  }

  /** Signs the last heads. The consumers have ended before, the producer ends afterwards. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.options.privateKey) return;
    clearInterval(this.timer);
    const last = Promise.resolve(this.publishing).then(() => this.publishOnce());
    await within(LAST_CHECKPOINTS_WITHIN_MS, last, () => undefined);
  }

  private publishOnce(): Promise<void> {
    return (this.publishing ??= this.publish().finally(() => (this.publishing = undefined)));
  }

  private async publish(): Promise<void> {
    try {
      const moved = [...(await readHeads(this.pool))].filter(([chain, head]) => this.hasMoved(chain, head));
      await Promise.all(moved.map(([chain, head]) => this.publishHead(chain, head)));
    } catch (error) {
      this.logger.warn(error, 'could not publish checkpoints; the next interval tries again');
    }
  }

  private hasMoved(chain: string, { seq, hash }: Head): boolean {
    const before = this.published.get(chain);
    return seq > 0n && !(before?.seq === seq && before.hash.equals(hash));
  }

  private async publishHead(chain: string, head: Head): Promise<void> {
    const { privateKey, partitions, topic = auditCheckpoints } = this.options;
    const signedAt = this.clock.now().toISOString();
    const checkpoint = { chain, seq: Number(head.seq), hash: head.hash.toString('hex'), signedAt };
    const event = {
      id: `${chain}.${checkpoint.seq}.${checkpoint.hash.slice(0, 16)}`,
      type: 'peaje.audit.checkpoint.v1',
      source: SOURCE,
      subject: chain,
      time: signedAt,
      data: signCheckpoint(checkpoint, privateKey!),
    } as const;
    const {
      partition,
      record,
      topic: name,
    } = outgoing(topic, partitionFor(topic.name, chain, partitions), event);
    await this.producer.append(name, partition, record);
    this.published.set(chain, head);
  }
}
