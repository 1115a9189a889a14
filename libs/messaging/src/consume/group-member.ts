import type { FetchedBatch, KafkaClient, KafkaConsumer } from '../kafka/kafka-client.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import type { ConsumerHealth } from './consumer-health.js';
import { DeadLetterCopies } from './dead-letter-copies.js';
import { DeadLetters } from './dead-letters.js';
import { errorCodeOf } from './failure-class.js';
import { OffsetCommits } from './offset-commits.js';
import { PACES, type Pace } from './paces.js';
import type { ParkingStore } from './parking-store.js';
import { PartitionBackoff } from './partition-backoff.js';
import { PartitionMerger, type BatchEnd } from './partition-merger.js';
import { KnownPartitions } from './partition-states.js';
import { Pipeline } from './pipeline.js';
import { ProgressWatch } from './progress-watch.js';
import type { TopicHandler } from './topic-handler.js';
import { UnreadableBatches, type UnreadableBatchStore } from './unreadable-batches.js';
import type { UrgentTraffic } from './urgent-traffic.js';

export interface GroupMemberDeps {
  readonly client: KafkaClient;
  readonly producer: PartitionProducer;
  readonly health: ConsumerHealth;
  readonly metrics: MessagingMetrics;
  readonly parking: ParkingStore;
  readonly unreadable: UnreadableBatchStore;
  /** The group is joined when this resolves. */
  readonly passed: Promise<void>;
  readonly logger: MessagingLogger;
  /** Of the process. */
  readonly urgent: UrgentTraffic;
}

interface SubscribedTopic {
  readonly handler: TopicHandler;
  readonly merger: PartitionMerger;
}

/** This process as a member of one group: subscribed to all topics that the group reads. */
export class GroupMember {
  readonly consumer: KafkaConsumer;
  private readonly backoff: PartitionBackoff;
  private readonly partitions: KnownPartitions;
  private readonly watch: ProgressWatch;
  private readonly unreadable: UnreadableBatches;
  private readonly topics = new Map<string, SubscribedTopic>();
  private pace: Pace | undefined;
  private commits: OffsetCommits | undefined;
  private closed = false;

  constructor(
    private readonly group: string,
    private readonly deps: GroupMemberDeps,
  ) {
    this.consumer = deps.client.createConsumer();
    this.backoff = new PartitionBackoff(this.consumer, deps.health);
    this.partitions = new KnownPartitions(deps.parking);
    this.watch = new ProgressWatch({ ...deps, consumer: this.consumer });
    this.unreadable = new UnreadableBatches({ ...deps, store: deps.unreadable });
  }

  /** Before `start`. */
  subscribe(topic: string, handler: TopicHandler): void {
    const { producer, metrics, logger, parking: store, urgent } = this.deps;
    const pace = PACES[handler.subscription.pace];
    const pipeline = new Pipeline({
      handler,
      deadLetters: new DeadLetters(store, new DeadLetterCopies(producer, this.group)),
      partitions: this.partitions,
      store,
      observer: metrics.pipelineObserver(topic, this.group),
      logger,
    });
    const merger = new PartitionMerger(
      pipeline,
      (offsets, when) => this.commits!.add(offsets, when),
      () => (urgent.isPresent && pace.recordsARunBesideUrgent) || pace.recordsARun,
    );
    this.topics.set(topic, { handler, merger });
    this.pace = this.pace === undefined || this.pace === pace ? pace : PACES['at-once'];
  }

  start(): void {
    this.commits = new OffsetCommits(this.consumer, this.pace!.commitEveryMs);
    this.deps.health.watch(this.group, this.consumer);
    void this.join();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.backoff.stop();
    this.watch.stop();
    this.commits?.close();
    await this.consumer.stop();
  }

  private async join(): Promise<void> {
    await this.deps.passed;
    if (this.closed) return;
    this.consumer.start({
      group: this.group,
      topics: [...this.topics.keys()],
      pace: this.pace!,
      onRebalancing: () => this.commits?.flush(),
      onJoined: () => {
        this.commits?.forget();
        this.backoff.keepOnly(this.consumer.state().assignment);
        this.partitions.forget();
        this.unreadable.forget();
      },
      onBatch: (batch) => this.onBatch(batch),
    });
    this.watch.start(this.group);
  }

  private async onBatch(batch: FetchedBatch): Promise<void> {
    const { topic, partition } = batch;
    if (this.pace === PACES['at-once'] && batch.records.length > 0) this.deps.urgent.seen();
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
    const { handler, merger } = this.topics.get(topic)!;
    try {
      const batch = await this.unreadable.withoutSkipped(fetched);
      if (!batch.unreadable)
        return await merger.run(handler.subscription.as === 'records' ? batch : withoutStandIns(batch));
      const { code, reason } = batch.unreadable;
      this.deps.metrics.pipelineObserver(topic, this.group).onTransient(code);
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
