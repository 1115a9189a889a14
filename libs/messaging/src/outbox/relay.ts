import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import { claimDueOutbox, countOutbox, deleteOutbox, type OutboxRow } from './outbox.sql.js';
import type { SqlSession } from '../ports/sql-session.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';
import { partitionFor } from '../kafka/partitioner.js';

const SWEEP_EVERY_MS = 1_000;
const SWEEP_LIMIT = 500;
/** More than this in hand means that Kafka does not answer: the rows are safe, a later sweep takes them. */
const MAX_IN_HAND = 5_000;

export interface RelayDeps {
  readonly session: SqlSession;
  readonly producer: PartitionProducer;
  readonly partitions: number;
  readonly metrics: MessagingMetrics;
  readonly logger: MessagingLogger;
}

/**
 * Brings outbox rows to Kafka. Each instance relays what it accepted as soon as its commit returns; rows left behind
 * are swept by any instance. A row goes only after the acknowledgement, so an event may be sent twice, never not at all.
 */
export class Relay {
  private readonly inHand = new Set<string>();
  private acknowledged: string[] = [];
  private deleting: Promise<void> | undefined;
  private sweeping: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private counted = 0;
  /** What this instance added since then, less what it removed. */
  private changedSince = 0;

  constructor(private readonly deps: RelayDeps) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setInterval(
      () => (this.sweeping ??= this.sweep().finally(() => (this.sweeping = undefined))),
      SWEEP_EVERY_MS,
    );
  }

  /**
   * How many events wait for Kafka: counted with each sweep, and what this instance added and removed since. Of other
   * instances it knows a second late, which is near enough for a bound.
   */
  get waiting(): number {
    return Math.max(0, this.counted + this.changedSince);
  }

  /** Right after the commit. Does not wait and does not throw: the rows are safe. */
  offer(rows: readonly OutboxRow[]): void {
    this.changedSince += rows.length;
    this.relayAll(rows);
  }

  /** Waits for what is in hand, at most `timeoutMs`; the rest is swept by another instance or the next start. */
  async stop(timeoutMs = 5_000): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.sweeping;
    const deadlineMs = performance.now() + timeoutMs;
    while ((this.inHand.size > 0 || this.deleting) && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private relayAll(rows: readonly OutboxRow[]): void {
    for (const row of rows)
      if (!this.stopped && this.inHand.size < MAX_IN_HAND && !this.inHand.has(row.id)) void this.relay(row);
  }

  private async relay(row: OutboxRow): Promise<void> {
    this.inHand.add(row.id);
    try {
      const { topic, key, headers, value } = row;
      await this.deps.producer.append(topic, partitionFor(topic, key, this.deps.partitions), {
        key,
        value,
        headers,
      });
      this.acknowledged.push(row.id);
      await (this.deleting ??= this.deleteAcknowledged());
    } catch (error) {
      this.deps.logger.warn({ error, eventId: row.id }, 'event stays in the outbox');
    } finally {
      this.inHand.delete(row.id);
    }
  }

  /** What is acknowledged while one DELETE runs goes into the next. */
  private async deleteAcknowledged(): Promise<void> {
    try {
      while (this.acknowledged.length > 0) {
        const ids = this.acknowledged;
        this.acknowledged = [];
        await deleteOutbox(this.deps.session, ids);
        this.changedSince -= ids.length;
        this.deps.metrics.outboxRelayed(ids.length);
      }
    } finally {
      this.deleting = undefined;
    }
  }

  private async count(): Promise<void> {
    this.changedSince = 0;
    this.counted = await countOutbox(this.deps.session);
    this.deps.metrics.outboxWaiting(this.waiting);
  }

  private async sweep(): Promise<void> {
    try {
      await this.count();
      const rows = await claimDueOutbox(this.deps.session, SWEEP_LIMIT);
      if (rows.length === 0) return;
      this.deps.metrics.outboxSwept(rows.length);
      this.relayAll(rows);
    } catch (error) {
      this.deps.logger.warn({ error }, 'outbox could not be swept; trying again');
    }
  }
}
