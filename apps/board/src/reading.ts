import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  BOARD_GROUPS,
  isOutcomeTopic,
  isRequestTopic,
  observedTopics,
  type FeedData,
  type FeedEventName,
} from '@peaje/contracts';
import { isUuid, type Clock } from '@peaje/kernel';
import type { FetchedRecord, KafkaClient, RecordPosition } from '@peaje/messaging';
import { ChargeCounters, LOST_AFTER_MS } from './charge-counters.js';
import { ChargePlaces } from './charge-places.js';
import { ClusterWatch } from './cluster-watch.js';
import { EventRing } from './event-ring.js';
import { eventId, eventText } from './event-text.js';
import { envelopeOf, feedRecordOf, glanceAt } from './record-digest.js';
import { Sampler } from './sampler.js';
import type { ServiceClient } from './service-client.js';
import { ServiceWatch } from './service-watch.js';
import type { Sight } from './sight.js';
import { TopicTail } from './topic-tail.js';

export interface ReadingDeps {
  readonly kafka: KafkaClient;
  readonly services: ServiceClient;
  readonly sight: Sight;
  readonly clock: Clock;
  /** There are new events. */
  readonly onEvents: () => void;
}

export interface ReadingOptions {
  readonly instance: string;
  readonly keptEvents: number;
  readonly recordsPerSecond: number;
  readonly pollMs: number;
}

type State = Omit<FeedData<'snapshot'>, 'epoch' | 'at' | 'records'>;
/** The events that replace what was before. */
type StateName = Exclude<FeedEventName, 'snapshot' | 'resync' | 'record'>;

const COUNT_EVERY_MS = 1_000;
/** Dead letters and texts are asked for less often: each time costs their services queries. */
const POLLS_A_SLOW_ONE = 3;
/** In a snapshot, so that a new page is not empty. */
const RECENT_RECORDS = 200;

const DECISION = /^peaje\.charge\.(approved|declined|cancelled)\.v\d+$/;
const REQUEST = /^peaje\.charge\.requested\.v\d+$/;

/**
 * One time of reading, from a first listener until nobody has listened for a while: it reads the topics from their ends,
 * looks at the cluster and at the services, and keeps what it tells in the ring. Another reading is another epoch.
 */
export class Reading {
  readonly epoch = Date.now().toString(36) + randomBytes(3).toString('hex');
  readonly ring: EventRing;
  readonly places = new ChargePlaces();
  private readonly logger = new Logger(Reading.name);
  private readonly tail: TopicTail;
  private readonly cluster: ClusterWatch;
  private readonly services: ServiceWatch;
  private readonly counters = new ChargeCounters();
  private readonly sampler: Sampler;
  private readonly recent: FeedData<'record'>[] = [];
  private readonly stopping = new AbortController();
  private readonly since: string;
  private loops: Promise<unknown> = Promise.resolve();
  private records = 0;
  private texts: number | null = null;
  private hasNewDeadLetters = false;
  private state: State;

  constructor(
    private readonly deps: ReadingDeps,
    private readonly options: ReadingOptions,
  ) {
    const group = `${BOARD_GROUPS}${options.instance}.${this.epoch}`;
    this.ring = new EventRing(options.keptEvents);
    this.sampler = new Sampler(options.recordsPerSecond, performance.now());
    this.cluster = new ClusterWatch(deps.kafka);
    this.services = new ServiceWatch(deps.services);
    this.tail = new TopicTail(deps.kafka, {
      group,
      topics: observedTopics(),
      onRecords: (records) => this.take(records),
    });
    this.since = deps.clock.now().toISOString();
    this.state = {
      reading: { state: 'joining', since: this.since, group },
      partitions: null,
      groups: null,
      brokers: null,
      services: null,
      deadLetters: null,
      counters: this.countersNow(),
      sampled: { oneIn: 1, since: this.since },
    };
  }

  start(): void {
    this.tail.start();
    this.loops = Promise.all([
      this.every(COUNT_EVERY_MS, () => Promise.resolve(this.count())),
      this.every(this.options.pollMs, () => this.lookAtCluster()),
      this.every(this.options.pollMs, () => this.lookAtGroups()),
      this.every(this.options.pollMs, (round) => this.lookAtServices(round)),
    ]);
  }

  /** Leaves its group, and deletes it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.tail.stop(), this.loops]);
  }

  snapshot(): FeedData<'snapshot'> {
    const at = this.deps.clock.now().toISOString();
    return { epoch: this.epoch, at, ...this.state, counters: this.countersNow(), records: [...this.recent] };
  }

  private take(records: readonly FetchedRecord[]): void {
    const nowMs = performance.now();
    for (const record of records) {
      const glance = glanceAt(record);
      this.records++;
      this.countCharge(record, glance, nowMs);
      const { topic, partition, offset, key } = record;
      if (this.isOfDeadLetters(topic)) this.hasNewDeadLetters = true;
      // What operators look for is never left out.
      else if (
        !this.sampler.admits(
          glance.subject ?? key?.toString('latin1') ?? `${topic}${partition}${offset}`,
          nowMs,
        )
      )
        continue;
      this.tell(record);
    }
    this.tellSampling();
    this.deps.onEvents();
  }

  private tell(record: FetchedRecord): void {
    const event = feedRecordOf(record, envelopeOf(record), this.deps.sight);
    this.recent.push(event);
    if (this.recent.length > RECENT_RECORDS) this.recent.shift();
    this.append('record', event);
  }

  private countCharge(
    record: RecordPosition,
    { type, subject }: ReturnType<typeof glanceAt>,
    nowMs: number,
  ): void {
    const { topic } = record;
    const [isRequest, isOutcome] = [isRequestTopic(topic), isOutcomeTopic(topic)];
    if (!(isRequest || isOutcome) || subject === null || !isUuid(subject)) return;
    this.places.add(subject, record);
    if (isRequest && REQUEST.test(type ?? '')) this.counters.onRequest(subject, nowMs);
    if (isOutcome && DECISION.test(type ?? '')) this.counters.onOutcome(subject);
  }

  private isOfDeadLetters(topic: string): boolean {
    return topic.endsWith('.dlq');
  }

  private count(): void {
    this.sampler.turn(performance.now());
    this.tellSampling();
    this.put('counters', 'counters', this.countersNow());
    this.deps.onEvents();
  }

  private countersNow(): FeedData<'counters'> {
    return {
      since: this.since,
      ...this.counters.counts(performance.now()),
      lostAfterSeconds: LOST_AFTER_MS / 1_000,
      texts: this.texts,
      records: this.records,
    };
  }

  private tellSampling(): void {
    const { oneIn } = this.sampler;
    if (oneIn === this.state.sampled.oneIn) return;
    this.put('sampled', 'sampled', { oneIn, since: this.deps.clock.now().toISOString() });
  }

  private async lookAtCluster(): Promise<void> {
    try {
      const { brokers, partitions } = await this.cluster.cluster(this.tail.ends());
      this.put('brokers', 'brokers', brokers);
      this.put('partitions', 'partitions', partitions);
      this.tellReading(this.tail.isReading ? 'reading' : 'joining');
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.logger.debug(error, 'Kafka does not answer');
      this.tellReading('kafka-away');
    }
  }

  private async lookAtGroups(): Promise<void> {
    try {
      this.put('groups', 'groups', await this.cluster.groups(() => this.tail.ends()));
    } catch (error) {
      // What is shown stays as it was: the coordinator of a group comes back on another broker.
      this.logger.debug(error, 'a coordinator does not answer');
    }
  }

  private tellReading(state: FeedData<'reading'>['state']): void {
    this.put('reading', 'reading', { ...this.state.reading, state });
  }

  private async lookAtServices(round: number): Promise<void> {
    this.put('services', 'services', await this.services.services());
    if (round % POLLS_A_SLOW_ONE !== 0 && !this.hasNewDeadLetters) return;
    this.hasNewDeadLetters = false;
    this.texts = await this.services.textsSent();
    this.put('dead-letters', 'deadLetters', await this.services.deadLetters());
  }

  /** Tells a state when it has changed. */
  private put<Name extends StateName>(name: Name, field: keyof State, data: FeedData<Name>): void {
    if (this.stopping.signal.aborted || JSON.stringify(this.state[field]) === JSON.stringify(data)) return;
    this.state = { ...this.state, [field]: data };
    this.append(name, data);
    this.deps.onEvents();
  }

  private append<Name extends FeedEventName>(name: Name, data: FeedData<Name>): void {
    this.ring.append((number) => eventText(eventId(this.epoch, number), name, data));
  }

  private async every(ms: number, work: (round: number) => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    for (let round = 0; !signal.aborted; round++) {
      await work(round).catch((error: unknown) => this.logger.warn(error, 'a look failed'));
      await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
