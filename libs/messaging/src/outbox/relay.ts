import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import { OutageLog } from './outage-log.js';
import {
  claimDueOutbox,
  countOutbox,
  deleteOutbox,
  keepStates,
  STATE_TOPICS,
  type OutboxRow,
} from './outbox.sql.js';
import type { SqlSession } from '../ports/sql-session.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';
import { partitionFor } from '../kafka/partitioner.js';

const SWEEP_EVERY_MS = 1_000;
const CLAIM_LIMIT = 1_000;
/** Acknowledged rows are deleted together, so often or when there are so many: nobody waits for it. */
const SETTLE_EVERY_MS = 200;
const SETTLE_AT = 500;
/** While Kafka does not answer: enough to notice when it does, and the others stay due. */
const PROBE_LIMIT = 10;
/** More than this of one topic in hand means that Kafka does not answer: the rows are safe, a later sweep takes them. */
const MAX_IN_HAND = 5_000;
/** Sweeps leave room for what is accepted now: somebody may wait for it. */
const MAX_SWEPT_IN_HAND = MAX_IN_HAND / 2;
/** Without an acknowledgement for longer than that, Kafka counts as away. */
const FLOWING_MS = 2_000;
/** Sixty tries of the producer, 11 s each at most, and room. */
const LONGEST_SEND_MS = 15 * 60_000;

export interface RelayDeps {
  readonly session: SqlSession;
  readonly producer: PartitionProducer;
  /** How many partitions a topic has. Asked when a row is sent, so after `passed`. */
  readonly partitionsOf: (topic: string) => number;
  readonly metrics: MessagingMetrics;
  readonly logger: MessagingLogger;
  /** Nothing is sent before it resolves: what is offered until then is swept afterwards. */
  readonly passed?: Promise<unknown>;
  readonly states?: { readonly topics: ReadonlySet<string>; readonly longestSendMs: number };
}

/**
 * Brings outbox rows to Kafka. Each instance relays what it accepted as soon as its commit returns; rows left behind
 * are swept by any instance. A row goes only after the acknowledgement, so an event may be sent twice, never not at all.
 * The row of a state stays, and is sent again when an older state may have come after it.
 */
export class Relay {
  private readonly inHand = new Set<string>();
  /** By topic, so that the rows of one take no room from another's. */
  private readonly inHandOf = new Map<string, number>();
  private acknowledgedAtMs = -FLOWING_MS;
  private acknowledged: OutboxRow[] = [];
  private settling: Promise<void> | undefined;
  private settleNow = (): void => undefined;
  private sweeping: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private hasPassed: boolean;
  /** The last claim left rows behind that are due. */
  private isBehind = false;
  private counted = 0;
  /** What this instance added since then, less what it removed. */
  private changedSince = 0;
  private readonly kafkaOutage: OutageLog;
  private readonly sweepOutage: OutageLog;
  private readonly states: NonNullable<RelayDeps['states']>;

  constructor(private readonly deps: RelayDeps) {
    this.hasPassed = !deps.passed;
    void deps.passed?.then(() => (this.hasPassed = true));
    this.states = deps.states ?? { topics: STATE_TOPICS, longestSendMs: LONGEST_SEND_MS };
    this.kafkaOutage = new OutageLog(deps.logger, 'events stay in the outbox until Kafka answers');
    this.sweepOutage = new OutageLog(deps.logger, 'the outbox cannot be swept; trying again');
  }

  async start(): Promise<void> {
    await this.deps.passed;
    if (this.stopped) return;
    this.timer = setInterval(() => this.sweep(() => this.countAndClaim()), SWEEP_EVERY_MS);
  }

  /**
   * How many events wait for Kafka: counted with each sweep, and what this instance added and removed since. Of other
   * instances it knows a second late, which is near enough for a bound.
   */
  get waiting(): number {
    return Math.max(0, this.counted + this.changedSince);
  }

  /** Kafka acknowledges, and no row of this topic is left to a sweep: others of other topics may wait, this one does not. */
  isKeepingUp(topic: string): boolean {
    const isFlowing = performance.now() - this.acknowledgedAtMs < FLOWING_MS;
    return isFlowing && this.inHandOfTopic(topic) < MAX_IN_HAND;
  }

  /** Right after the commit. Does not wait and does not throw: the rows are safe. */
  offer(rows: readonly OutboxRow[]): void {
    this.changedSince += rows.length;
    this.relayAll(rows);
  }

  /** Waits for what is in hand, at most `timeoutMs`; the rest is swept by another instance or the next start. */
  async stop(timeoutMs = 5_000): Promise<void> {
    this.stopped = true;
    this.settleNow();
    clearInterval(this.timer);
    await this.sweeping;
    const deadlineMs = performance.now() + timeoutMs;
    while ((this.inHand.size > 0 || this.settling) && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private relayAll(rows: readonly OutboxRow[]): void {
    if (!this.hasPassed) return;
    for (const row of rows)
      if (!this.stopped && this.inHandOfTopic(row.topic) < MAX_IN_HAND && !this.inHand.has(row.id))
        void this.relay(row);
  }

  private inHandOfTopic(topic: string): number {
    return this.inHandOf.get(topic) ?? 0;
  }

  private async relay(row: OutboxRow): Promise<void> {
    const { id, topic, key, headers, value } = row;
    this.inHand.add(id);
    this.inHandOf.set(topic, this.inHandOfTopic(topic) + 1);
    try {
      const partition = partitionFor(topic, key, this.deps.partitionsOf(topic));
      await this.deps.producer.append(topic, partition, { key, value, headers });
      this.kafkaOutage.isOver();
      this.acknowledgedAtMs = performance.now();
      this.acknowledged.push(row);
      if (this.acknowledged.length >= SETTLE_AT) this.settleNow();
      await (this.settling ??= this.settleAcknowledged());
    } catch (error) {
      this.kafkaOutage.met(error);
    } finally {
      this.inHand.delete(id);
      this.inHandOf.set(topic, this.inHandOfTopic(topic) - 1);
      if (this.isBehind && !this.kafkaOutage.isMet && this.inHand.size <= MAX_SWEPT_IN_HAND - CLAIM_LIMIT) {
        // Between two ticks, as soon as there is room for more.
        this.sweep(() => this.claimWhatFits());
      }
    }
  }

  private async settleAcknowledged(): Promise<void> {
    try {
      do {
        if (!this.stopped) await this.untilDue();
        const rows = this.acknowledged;
        this.acknowledged = [];
        await this.settle(rows);
        this.deps.metrics.outboxRelayed(rows.length);
      } while (this.acknowledged.length > 0);
    } finally {
      this.settling = undefined;
    }
  }

  private untilDue(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SETTLE_EVERY_MS);
      this.settleNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async settle(rows: readonly OutboxRow[]): Promise<void> {
    const { session } = this.deps;
    const { topics, longestSendMs } = this.states;
    const states = rows.filter(({ topic }) => topics.has(topic));
    const events = rows.filter(({ topic }) => !topics.has(topic));
    if (states.length > 0) await keepStates(session, states, longestSendMs);
    if (events.length > 0)
      await deleteOutbox(
        session,
        events.map(({ id }) => id),
      );
    this.changedSince -= rows.length;
  }

  private sweep(work: () => Promise<void>): void {
    if (!this.stopped) this.sweeping ??= this.attempt(work).finally(() => (this.sweeping = undefined));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.sweepOutage.isOver();
    } catch (error) {
      this.isBehind = false;
      this.sweepOutage.met(error);
    }
  }

  private async countAndClaim(): Promise<void> {
    await this.count();
    await this.claimWhatFits();
  }

  private async count(): Promise<void> {
    this.changedSince = 0;
    this.counted = await countOutbox(this.deps.session);
    this.deps.metrics.outboxWaiting(this.waiting);
  }

  /** A row that is claimed and not held would be out of reach until its next due time. */
  private async claimWhatFits(): Promise<void> {
    for (;;) {
      const isProbe = this.kafkaOutage.isMet;
      const limit = Math.min(isProbe ? PROBE_LIMIT : CLAIM_LIMIT, MAX_SWEPT_IN_HAND - this.inHand.size);
      if (limit <= 0 || this.stopped) return;
      const rows = await claimDueOutbox(this.deps.session, limit);
      this.isBehind = rows.length === limit;
      if (rows.length > 0) this.deps.metrics.outboxSwept(rows.length);
      this.relayAll(rows);
      if (!this.isBehind || isProbe) return;
    }
  }
}
