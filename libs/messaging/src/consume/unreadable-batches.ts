import { steppedOver } from '@peaje/record-batches';
import type { ConsumerHealth } from './consumer-health.js';
import type { FetchedBatch, UnreadableBatch } from '../kafka/kafka-client.js';
import { partitionName, type TopicPartition } from '../kafka/record-position.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';

/** The batches that this group cannot read, in its own database, so that an operator can ask any instance. */
export abstract class UnreadableBatchStore {
  /** Remembers the batch, and says whether an operator has told the group to step over exactly these offsets. */
  abstract report(partition: TopicPartition, batch: UnreadableBatch): Promise<{ isSkipped: boolean }>;
  /** The group has read up to here: what it could not read before is readable again. Skipped batches stay, as history. */
  abstract readUpTo(partition: TopicPartition, nextOffset: bigint): Promise<void>;
}

export interface UnreadableBatchesDeps {
  readonly store: UnreadableBatchStore;
  readonly health: ConsumerHealth;
  readonly logger: MessagingLogger;
}

/** A partition waits before a batch that nobody can read, until it can be read or an operator gives it up (ADR 22). */
export class UnreadableBatches {
  /** Partitions whose rows in the database are surely up to date. */
  private readonly upToDate = new Set<string>();

  constructor(private readonly deps: UnreadableBatchesDeps) {}

  /** After the process joins the group again: other members may have reported meanwhile. */
  forget(): void {
    this.upToDate.clear();
  }

  /**
   * The batch as its handler gets it: without the unreadable one behind its records, which the next fetch begins with;
   * or with stand-ins, when an operator has given that one up. Otherwise it stays unreadable.
   * @throws when the database does not answer.
   */
  async withoutSkipped(batch: FetchedBatch): Promise<FetchedBatch> {
    const { unreadable, topic, partition, records } = batch;
    if (!unreadable) {
      await this.readAgain(batch);
      return batch;
    }
    if (records.length > 0) return { ...batch, unreadable: null };
    this.deps.health.cannotRead(topic, partition, unreadable);
    this.upToDate.delete(partitionName(batch));
    const { isSkipped } = await this.deps.store.report(batch, unreadable);
    if (!isSkipped) {
      const { code, reason } = unreadable;
      const details = { topic, partition, ...offsetsOf(unreadable), code, reason };
      this.deps.logger.error(details, 'a batch cannot be read');
      return batch;
    }
    this.deps.logger.warn({ topic, partition, ...offsetsOf(unreadable) }, 'stepping over a batch');
    return { ...batch, ...steppedOver(batch, unreadable) };
  }

  /** The first batch after a join asks, too: another member may have reported one. */
  private async readAgain(batch: FetchedBatch): Promise<void> {
    const name = partitionName(batch);
    if (this.upToDate.has(name)) return;
    await this.deps.store.readUpTo(batch, batch.nextOffset);
    this.upToDate.add(name);
  }
}

const offsetsOf = ({ firstOffset, lastOffset }: UnreadableBatch) => ({
  firstOffset: firstOffset.toString(),
  lastOffset: lastOffset.toString(),
});
