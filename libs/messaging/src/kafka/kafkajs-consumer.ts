import { setTimeout as delay } from 'node:timers/promises';
import { within } from '@peaje/kernel';
import { fetchedOf } from '@peaje/record-batches';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import {
  AT_ONCE,
  KafkaConsumer,
  type FetchedBatch,
  type MemberState,
  type PartitionOffset,
  type Subscription,
} from './kafka-client.js';
import { partitionName, type TopicPartition } from './record-position.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';

const SESSION_TIMEOUT_MS = 10_000;
const REJOIN_DELAY_MS = 1_000;
/** A client that has not left by then is abandoned: it does not beat any more, so the group forgets it. */
const LEAVE_WITHIN_MS = SESSION_TIMEOUT_MS;
/** While Kafka is away a join does not end, and a process that stops does not wait for it. */
const JOIN_WITHIN_MS = 2_000;
const MAX_PARTITIONS_AT_ONCE = 64;

/** A commit that fails for these is cut short by the group itself: kafkajs joins again. */
const REBALANCE = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']);

const OUT_OF_GROUP: MemberState = { inGroup: false, assignment: {} };

/** One member of one group. A client that crashed for good is thrown away and a new one joins: no process that looks alive reads nothing. */
export class KafkajsConsumer extends KafkaConsumer {
  private consumer: Consumer | undefined;
  private failClient: (error: unknown) => void = () => undefined;
  private member: MemberState = OUT_OF_GROUP;
  /** Wanted by us: kafkajs forgets its pauses with its group, and throws without one. */
  private readonly paused = new Map<string, TopicPartition>();
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: MessagingLogger,
  ) {
    super();
  }

  start(subscription: Subscription): void {
    this.running = this.stayInGroup(subscription);
  }

  /**
   * A client that cannot commit within its session is replaced. After a join that broke off half-way kafkajs sends its
   * heartbeats to the new coordinator and its commits to the old one, for ever.
   */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const { consumer, failClient } = this;
    if (!consumer) return;
    try {
      const committed = consumer.commitOffsets(offsets.map((o) => ({ ...o, offset: o.offset.toString() })));
      await within(SESSION_TIMEOUT_MS, committed, () => tooLate('no commit', SESSION_TIMEOUT_MS));
    } catch (error) {
      if (!isRebalance(error)) failClient(error);
      throw error;
    }
  }

  pause(topic: string, partition: number): void {
    this.paused.set(partitionName({ topic, partition }), { topic, partition });
    if (this.member.inGroup) this.consumer?.pause([{ topic, partitions: [partition] }]);
  }

  resume(topic: string, partition: number): void {
    this.paused.delete(partitionName({ topic, partition }));
    if (this.member.inGroup) this.consumer?.resume([{ topic, partitions: [partition] }]);
  }

  state(): MemberState {
    return this.member;
  }

  replaceClient(why: string): void {
    this.failClient(new Error(why));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async stayInGroup(subscription: Subscription): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const { group, topics } = subscription;
      try {
        await this.joinUntilCrashOrStop(subscription);
      } catch (error) {
        this.logger.warn({ group, topics, error }, 'consumer left its group; joining again');
        await delay(REJOIN_DELAY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async joinUntilCrashOrStop(subscription: Subscription): Promise<void> {
    const { group, topics, onBatch, pace = AT_ONCE } = subscription;
    const consumer = this.kafka.consumer({
      groupId: group,
      allowAutoTopicCreation: false,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: SESSION_TIMEOUT_MS / 10,
      rebalanceTimeout: 30_000,
      minBytes: pace.minBytes,
      maxWaitTimeInMs: pace.maxWaitMs,
      ...(pace.maxBytesAPartition === undefined ? {} : { maxBytesPerPartition: pace.maxBytesAPartition }),
      metadataMaxAge: 60_000,
      // kafkajs gives consumers five retries of their own, which do not outlast a failover.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 },
    });
    const ended = this.endOf(consumer, subscription);
    let joining: Promise<void> = Promise.resolve();
    try {
      await Promise.race([ended, consumer.connect()]);
      if (this.stopping.signal.aborted) return;
      await Promise.race([ended, consumer.subscribe({ topics: [...topics], fromBeginning: true })]);
      if (this.stopping.signal.aborted) return;
      this.consumer = consumer;
      // Its first join, too, may take as long as its coordinator is away.
      joining = consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: MAX_PARTITIONS_AT_ONCE,
        eachBatch: (payload) => onBatch(asFetchedBatch(payload)),
      });
      await Promise.race([ended, joining]);
      if (typeof subscription.starts === 'object') seekTo(consumer, subscription.starts);
      await ended;
    } finally {
      // The coordinator would keep a client that leaves while it joins, and its successors would wait for its session to end.
      await within(JOIN_WITHIN_MS, joining, () => undefined).catch(() => undefined);
      await within(LEAVE_WITHIN_MS, consumer.disconnect(), () => tooLate('not gone', LEAVE_WITHIN_MS)).catch(
        (error: unknown) => this.logger.warn({ group, topics, error }, 'consumer did not leave its group'),
      );
      this.member = OUT_OF_GROUP;
      this.consumer = undefined;
    }
  }

  /** A partition that is ours after a join stays paused. One that was taken away is read at once if it comes back. */
  private pauseAgain(): void {
    for (const { topic, partition } of [...this.paused.values()]) {
      if (this.member.assignment[topic]?.includes(partition)) this.pause(topic, partition);
      else this.resume(topic, partition);
    }
  }

  /** Resolves when we stop, rejects when the client has failed. */
  private endOf(consumer: Consumer, { group, starts, onJoined, onRebalancing }: Subscription): Promise<void> {
    const { CRASH, GROUP_JOIN, REBALANCING, STOP, DISCONNECT } = consumer.events;
    consumer.on(REBALANCING, () => onRebalancing?.());
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.member = { inGroup: true, assignment: payload.memberAssignment };
      this.pauseAgain();
      if (typeof starts === 'function') seekTo(consumer, starts());
      onJoined?.();
      this.logger.info({ group: payload.groupId, assignment: payload.memberAssignment }, 'joined the group');
    });
    // kafkajs lets go of its group first, and of its connections some time later.
    for (const event of [STOP, DISCONNECT] as const) {
      consumer.on(event, () => {
        this.member = OUT_OF_GROUP;
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.failClient = (error) => {
      this.logger.warn({ group, error }, 'the client of a consumer is replaced');
      reject(error);
    };
    this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    consumer.on(CRASH, ({ payload }) => {
      this.member = OUT_OF_GROUP;
      if (!payload.restart) reject(payload.error);
    });
    promise.catch(() => undefined);
    return promise;
  }
}

function seekTo(consumer: Consumer, positions: readonly PartitionOffset[]): void {
  for (const { topic, partition, offset } of positions)
    consumer.seek({ topic, partition, offset: offset.toString() });
}

function tooLate(what: string, timeoutMs: number): never {
  throw new Error(`${what} within ${timeoutMs} ms`);
}

function isRebalance(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: unknown };
  return REBALANCE.has(type ?? '') || (cause !== undefined && isRebalance(cause));
}

function asFetchedBatch({
  batch,
  resolveOffset,
  heartbeat,
  isRunning,
  isStale,
}: EachBatchPayload): FetchedBatch {
  const { topic, partition } = batch;
  return {
    topic,
    partition,
    ...fetchedOf(batch),
    isCurrent: () => isRunning() && !isStale(),
    resolve: (offset) => resolveOffset(offset.toString()),
    heartbeat,
  };
}
