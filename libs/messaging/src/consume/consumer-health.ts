import type { KafkaConsumer, UnreadableBatch } from '../kafka/kafka-client.js';
import { partitionName } from '../kafka/record-position.js';

export interface PartitionHealth {
  readonly topic: string;
  readonly partition: number;
  readonly lastProgressAt: string | null;
  /** Records between what the group has committed and the end, as last seen; null: not looked yet. */
  readonly lag: number | null;
  /** Why this partition waits; null when it does not. */
  readonly retrying: { readonly code: string; readonly since: string } | null;
  /** The batch that it waits before; both offsets are part of it. */
  readonly unreadable: {
    readonly firstOffset: string;
    readonly lastOffset: string;
    readonly reason: string;
  } | null;
}

export interface GroupHealth {
  readonly group: string;
  readonly inGroup: boolean;
  readonly partitions: readonly PartitionHealth[];
}

/** What `/health/consumers` says: each group, whether this process is in it, and how far it got. */
export class ConsumerHealth {
  /** By group. A topic is read by one of them. */
  private readonly consumers = new Map<string, KafkaConsumer>();
  private readonly progress = new Map<string, Date>();
  private readonly lags = new Map<string, number>();
  private readonly unreadable = new Map<string, UnreadableBatch>();
  private readonly waiting = new Map<string, { code: string; since: Date }>();

  watch(name: string, consumer: KafkaConsumer): void {
    this.consumers.set(name, consumer);
  }

  progressed(topic: string, partition: number): void {
    this.progress.set(partitionName({ topic, partition }), new Date());
    this.waiting.delete(partitionName({ topic, partition }));
    this.unreadable.delete(partitionName({ topic, partition }));
  }

  cannotRead(topic: string, partition: number, batch: UnreadableBatch): void {
    this.unreadable.set(partitionName({ topic, partition }), batch);
  }

  retrying(topic: string, partition: number, code: string): void {
    const name = partitionName({ topic, partition });
    this.waiting.set(name, { code, since: this.waiting.get(name)?.since ?? new Date() });
  }

  isRetrying(topic: string, partition: number): boolean {
    return this.waiting.has(partitionName({ topic, partition }));
  }

  lagSeen(topic: string, partition: number, lag: number): void {
    this.lags.set(partitionName({ topic, partition }), lag);
  }

  report(): GroupHealth[] {
    return [...this.consumers].map(([group, consumer]) => {
      const { inGroup, assignment } = consumer.state();
      const partitions = Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => this.partitionHealth(topic, partition)),
      );
      return { group, inGroup, partitions };
    });
  }

  private partitionHealth(topic: string, partition: number): PartitionHealth {
    const name = partitionName({ topic, partition });
    const waiting = this.waiting.get(name);
    const unreadable = this.unreadable.get(name);
    return {
      topic,
      partition,
      lastProgressAt: this.progress.get(name)?.toISOString() ?? null,
      lag: this.lags.get(name) ?? null,
      retrying: waiting ? { code: waiting.code, since: waiting.since.toISOString() } : null,
      unreadable: unreadable
        ? {
            firstOffset: unreadable.firstOffset.toString(),
            lastOffset: unreadable.lastOffset.toString(),
            reason: unreadable.reason,
          }
        : null,
    };
  }
}
