import type { KafkaConsumer, PartitionOffset } from '../kafka/kafka-client.js';
import { partitionName } from '../kafka/record-position.js';

/**
 * Commits the offsets of handled records together, a moment later: a commit for each run costs the broker an append on three
 * machines. A group that loses its member reads the records of that moment again, and handling them twice equals
 * handling them once.
 */
export class OffsetCommits {
  private readonly handled = new Map<string, PartitionOffset>();
  private timer: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly consumer: KafkaConsumer,
    private readonly everyMs: number,
  ) {}

  /** Resolves at once; `now`, and while the consumer leaves, when Kafka has it. @throws then, when Kafka refuses it */
  async add(offsets: readonly PartitionOffset[], { now }: { readonly now: boolean }): Promise<void> {
    for (const offset of offsets) this.handled.set(partitionName(offset), offset);
    if (now || this.closing) return this.commit();
    this.timer ??= setTimeout(() => this.flush(), this.everyMs);
  }

  /** As far as it goes: what Kafka refuses now is read again. A client that cannot commit is replaced by its consumer. */
  flush(): void {
    this.commit().catch(() => undefined);
  }

  /** After a join: somebody else may have gone on from what was committed before. */
  forget(): void {
    this.handled.clear();
  }

  /** From now on each run is committed as it ends. */
  close(): void {
    this.closing = true;
    this.flush();
  }

  private async commit(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { assignment } = this.consumer.state();
    // The run of a partition that was taken away meanwhile must not set its next owner back.
    const offsets = [...this.handled.values()].filter(({ topic, partition }) =>
      assignment[topic]?.includes(partition),
    );
    this.handled.clear();
    if (offsets.length > 0) await this.consumer.commit(offsets);
  }
}
