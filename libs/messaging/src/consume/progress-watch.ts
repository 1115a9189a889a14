import type { ConsumerHealth } from './consumer-health.js';
import type { KafkaClient, KafkaConsumer, PartitionOffset } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import { partitionName } from '../kafka/record-position.js';

export interface ProgressWatchDeps {
  readonly client: KafkaClient;
  readonly consumer: KafkaConsumer;
  readonly health: ConsumerHealth;
  readonly logger: MessagingLogger;
}

interface Standing {
  readonly committed: bigint;
  readonly sinceMs: number;
}

/** Longer than a failover, a rebalance, and Kafka's patience with one send. */
const TIMES = { everyMs: 10_000, stuckAfterMs: 90_000 };

/**
 * Whether the committed offsets of this member's partitions move while there is more to read, asked of Kafka over
 * another connection than the one that reads. A client that looks alive and gets nowhere is replaced. A partition that
 * waits because its handler met an outage is not stuck: it says so itself.
 */
export class ProgressWatch {
  private readonly standing = new Map<string, Standing>();
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly deps: ProgressWatchDeps,
    private readonly times = TIMES,
  ) {}

  start(group: string): void {
    this.timer = setInterval(
      () => (this.checking ??= this.check(group).finally(() => (this.checking = undefined))),
      this.times.everyMs,
    );
  }

  /** Does not wait for a check that is under way; its result is ignored. */
  stop(): void {
    clearInterval(this.timer);
    this.stopped = true;
  }

  private async check(group: string): Promise<void> {
    const { client, consumer, health, logger } = this.deps;
    const { inGroup, assignment } = consumer.state();
    if (!inGroup) return this.standing.clear();
    try {
      for (const [topic, partitions] of Object.entries(assignment)) {
        const ends = byPartition(await client.endOffsets(topic));
        const logEnds = byPartition(await client.logEndOffsets(topic));
        const committed = byPartition(await client.committedOffsets(group, topic));
        if (this.stopped) return;
        for (const partition of partitions) {
          const position = committed.get(partition) ?? 0n;
          health.lagSeen(topic, partition, Number((logEnds.get(partition) ?? 0n) - position));
          this.judge(topic, partition, position, ends.get(partition) ?? 0n);
        }
      }
    } catch (error) {
      // Kafka does not answer this connection either, so the consumer cannot be judged.
      logger.debug({ error }, 'progress could not be read');
    }
  }

  private judge(topic: string, partition: number, committed: bigint, end: bigint): void {
    const { health, consumer, logger } = this.deps;
    const name = partitionName({ topic, partition });
    const before = this.standing.get(name);
    const nowMs = performance.now();
    if (
      !before ||
      before.committed !== committed ||
      committed >= end ||
      health.isRetrying(topic, partition)
    ) {
      this.standing.set(name, { committed, sinceMs: nowMs });
      return;
    }
    if (nowMs - before.sinceMs < this.times.stuckAfterMs) return;
    this.standing.clear();
    logger.error(
      { topic, partition, committed: committed.toString(), end: end.toString() },
      'consumer is stuck',
    );
    consumer.replaceClient(`no progress on ${name}`);
  }
}

const byPartition = (offsets: readonly PartitionOffset[]): Map<number, bigint> =>
  new Map(offsets.map(({ partition, offset }) => [partition, offset]));
