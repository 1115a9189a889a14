import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { BatchContext } from './batch-context.js';
import type { Outgoing } from './batch.js';
import { discardPattern, KAFKA_BATCHES, type BatchSubscription, type HandlerExtras } from './decorators.js';
import type { ConsumerHealth } from './consumer-health.js';
import { DeadLetterCopies } from './dead-letter-copies.js';
import { errorCodeOf } from './failure-class.js';
import { PartitionMerger, type BatchEnd } from './partition-merger.js';
import { KnownPartitions } from './partition-states.js';
import {
  AT_ONCE,
  type FetchedBatch,
  type FetchPace,
  type KafkaClient,
  type KafkaConsumer,
} from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import type { ParkingStore } from './parking-store.js';
import { DeadLetters } from './dead-letters.js';
import { OffsetCommits } from './offset-commits.js';
import { PartitionBackoff } from './partition-backoff.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';
import { Pipeline } from './pipeline.js';
import { ProgressWatch } from './progress-watch.js';
import { UnreadableBatches, type UnreadableBatchStore } from './unreadable-batches.js';
import { TopicHandler, type DiscardHandler, type TopicHandlers } from './topic-handler.js';

export interface BatchStrategyDeps {
  readonly client: KafkaClient;
  readonly producer: PartitionProducer;
  readonly health: ConsumerHealth;
  readonly metrics: MessagingMetrics;
  readonly parking: ParkingStore;
  readonly unreadable: UnreadableBatchStore;
  /** Filled by the strategy: redrives go through the same handlers. */
  readonly handlers: TopicHandlers;
  /** The group is joined when this resolves. */
  readonly passed: Promise<void>;
  readonly logger: MessagingLogger;
}

interface Pace extends FetchPace {
  /** How long the offset of a handled record may wait for its commit. */
  readonly commitEveryMs: number;
}

const PACES: Readonly<Record<'at-once' | 'collected', Pace>> = {
  'at-once': { ...AT_ONCE, commitEveryMs: 200 },
  collected: { minBytes: 128 * 1024, maxWaitMs: 500, commitEveryMs: 1_000 },
};

/**
 * Nest's transport for batches from Kafka: one member of the service's one group, subscribed to all its topics.
 * Guards, pipes, interceptors and filters of a handler run once a batch, or once a discarded record.
 */
export class BatchStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = KAFKA_BATCHES;
  /** Otherwise Nest logs what a handler throws and goes on, and the record is lost. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly consumer: KafkaConsumer;
  private readonly backoff: PartitionBackoff;
  private readonly partitions: KnownPartitions;
  private readonly watch: ProgressWatch;
  private readonly unreadable: UnreadableBatches;
  private readonly paces = new Set<keyof typeof PACES>();
  private commits: OffsetCommits | undefined;
  private mergers = new Map<string, PartitionMerger>();
  private closed = false;

  constructor(private readonly deps: BatchStrategyDeps) {
    super();
    this.consumer = deps.client.createConsumer();
    this.backoff = new PartitionBackoff(this.consumer, deps.health);
    this.partitions = new KnownPartitions(deps.parking);
    this.watch = new ProgressWatch({ ...deps, consumer: this.consumer });
    this.unreadable = new UnreadableBatches({ ...deps, store: deps.unreadable });
  }

  listen(callback: () => void): void {
    const group = this.wireHandlers();
    if (group !== undefined) {
      this.commits = new OffsetCommits(this.consumer, this.pace().commitEveryMs);
      this.deps.health.watch(group, this.consumer);
      void this.join(group);
    }
    callback();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.backoff.stop();
    this.watch.stop();
    this.commits?.close();
    await this.consumer.stop();
  }

  on(): never {
    throw new TypeError('a batch strategy has no events: ask ConsumerHealth');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private async join(group: string): Promise<void> {
    await this.deps.passed;
    if (this.closed) return;
    const topics = [...this.mergers.keys()];
    this.consumer.start({
      group,
      topics,
      pace: this.pace(),
      onRebalancing: () => this.commits?.flush(),
      onJoined: () => {
        this.commits?.forget();
        this.backoff.keepOnly(this.consumer.state().assignment);
        this.partitions.forget();
        this.unreadable.forget();
      },
      onBatch: (batch) => this.onBatch(batch),
    });
    this.watch.start(group);
  }

  private pace(): Pace {
    return PACES[this.paces.has('at-once') ? 'at-once' : 'collected'];
  }

  private wireHandlers(): string | undefined {
    const groups = new Set<string>();
    const topicsOfDiscards = new Set<string>();
    for (const [pattern, handler] of this.messageHandlers) {
      if (handler.next) throw new TypeError(`two handlers for ${pattern}: a service has one`);
      const extras = handler.extras as HandlerExtras;
      if ('subscription' in extras) {
        groups.add(extras.subscription.group);
        this.paces.add(extras.subscription.pace);
        this.mergers.set(pattern, this.mergerFor(pattern, extras.subscription, handler));
      } else topicsOfDiscards.add(extras.discardsOf);
    }
    for (const topic of topicsOfDiscards)
      if (!this.mergers.has(topic)) throw new TypeError(`@OnDiscard of ${topic} without its @ConsumeBatch`);
    if (groups.size > 1)
      throw new TypeError(`a service is one consumer group, not ${[...groups].join(' and ')}`);
    return [...groups][0];
  }

  private mergerFor(
    topic: string,
    subscription: BatchSubscription,
    handler: MessageHandler,
  ): PartitionMerger {
    const { producer, metrics, logger, parking: store, handlers } = this.deps;
    const { group } = subscription;
    const context = new BatchContext([topic, group]);
    const topicHandler = new TopicHandler(
      subscription,
      {
        onBatch: (payload) => this.invoke(handler, payload, context),
        onDiscard: this.discardHandlers(topic, subscription, context),
      },
      producer,
    );
    handlers.set(topic, topicHandler);
    const pipeline = new Pipeline({
      handler: topicHandler,
      deadLetters: new DeadLetters(store, new DeadLetterCopies(producer, group)),
      partitions: this.partitions,
      store,
      observer: metrics.pipelineObserver(topic, group),
      logger,
    });
    return new PartitionMerger(pipeline, (offsets, when) => this.commits!.add(offsets, when));
  }

  /** By event type. */
  private discardHandlers(
    topic: string,
    { topics }: BatchSubscription,
    context: BatchContext,
  ): Map<string, DiscardHandler> {
    const types = Object.keys(topics.find(({ name }) => name === topic)!.events);
    const handlers = types.flatMap((type) => {
      const handler = this.messageHandlers.get(discardPattern(topic, type));
      return handler ? [{ type, handler }] : [];
    });
    return new Map(
      handlers.map(({ type, handler }) => [type, (payload) => this.invoke(handler, payload, context)]),
    );
  }

  private async invoke(
    handler: MessageHandler,
    payload: unknown,
    context: BatchContext,
  ): Promise<readonly Outgoing[]> {
    const result: unknown = await handler(payload, context);
    return lastValueFrom(this.transformToObservable(result) as never, { defaultValue: [] });
  }

  private async onBatch(batch: FetchedBatch): Promise<void> {
    const { topic, partition } = batch;
    const end = await this.run(batch);
    if (end.outcome === 'done') {
      this.backoff.succeeded(topic, partition);
      this.deps.health.progressed(topic, partition);
    }
    if (end.outcome === 'transient') {
      const delayMs = this.backoff.failed(topic, partition, end.code);
      this.deps.logger.warn(
        { topic, partition, code: end.code, error: end.error, delayMs },
        'will try again',
      );
    }
  }

  private async run(fetched: FetchedBatch): Promise<BatchEnd> {
    const { topic } = fetched;
    const { group, as } = this.deps.handlers.get(topic)!.subscription;
    try {
      const batch = await this.unreadable.withoutSkipped(fetched);
      if (!batch.unreadable)
        return await this.mergers.get(topic)!.run(as === 'records' ? batch : withoutStandIns(batch));
      const { code, reason } = batch.unreadable;
      this.deps.metrics.pipelineObserver(topic, group).onTransient(code);
      return { outcome: 'transient', code, error: new Error(reason) };
    } catch (error) {
      return { outcome: 'transient', code: errorCodeOf(error), error };
    }
  }
}

/** Only a consumer that keeps every record keeps those that nobody gets. What was too large becomes a dead letter. */
const withoutStandIns = (batch: FetchedBatch): FetchedBatch => ({
  ...batch,
  records: batch.records.filter(({ unread }) => unread === undefined || unread === 'too-large'),
});
