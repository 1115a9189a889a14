import { decodeRecord, type TopicContract } from '@peaje/contracts';
import { TOO_LARGE } from '@peaje/record-batches';
import type { Outgoing, Received } from './batch.js';
import type { BatchSubscription } from './decorators.js';
import { rerunConflicts } from './failure-class.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';

export type BatchHandler = (payload: readonly unknown[]) => Promise<readonly Outgoing[] | void>;
export type DiscardHandler = (payload: unknown) => Promise<readonly Outgoing[] | void>;

/** The handlers of a topic, as Nest wires them, guards and pipes included. */
export interface Handlers {
  readonly onBatch: BatchHandler;
  /** By event type. */
  readonly onDiscard: ReadonlyMap<string, DiscardHandler>;
}

type Readable = Extract<Reading, { outcome: 'readable' }>;

/** The payload that a handler gets for a record, or why it gets none. */
export type Reading =
  | {
      readonly outcome: 'readable';
      readonly payload: Received<unknown> | FetchedRecord;
      readonly type: string;
    }
  | { readonly outcome: 'ignored'; readonly type: string }
  | { readonly outcome: 'unreadable'; readonly code: string; readonly reason: string };

const RERUNS_OF_A_CONFLICT = 10;

/** Runs the handlers of a topic, in the same way for records from Kafka and for parked records. */
export class TopicHandler {
  private readonly contracts: ReadonlyMap<string, TopicContract>;

  constructor(
    readonly subscription: BatchSubscription,
    private readonly handlers: Handlers,
    private readonly producer: PartitionProducer,
  ) {
    this.contracts = new Map(subscription.topics.map((topic) => [topic.name, topic]));
  }

  /** Never throws. */
  read(record: FetchedRecord): Reading {
    if (this.subscription.as === 'records') return { outcome: 'readable', payload: record, type: '' };
    if (record.unread === 'too-large') return { outcome: 'unreadable', ...TOO_LARGE };
    const decoded = decodeRecord(this.contracts.get(record.topic)!, record);
    if (decoded.outcome === 'unknown-type') return { outcome: 'ignored', type: decoded.type };
    if (decoded.outcome === 'undecodable')
      return { outcome: 'unreadable', code: decoded.code, reason: decoded.reason };
    const { partition, offset } = record;
    const { event } = decoded;
    return { outcome: 'readable', payload: { event, partition, offset }, type: event.type };
  }

  /**
   * Order: the handler's commit → `committed` → its events acknowledged by Kafka.
   * @throws what the handler throws; NotAcknowledgedError
   */
  async run(payload: readonly unknown[], committed?: () => Promise<void>): Promise<void> {
    const events = await withReruns(() => this.handlers.onBatch(payload));
    await committed?.();
    await this.publish(events);
  }

  /** No operator may discard a record of another type. */
  isDiscardable(type: string): boolean {
    return this.subscription.dropOnDiscard.includes(type) || this.handlers.onDiscard.has(type);
  }

  /**
   * Order: the handler's commit → its events acknowledged by Kafka. A type without a handler is dropped.
   * @throws what the handler throws; NotAcknowledgedError
   */
  async discard({ type, payload }: Readable): Promise<void> {
    const handler = this.handlers.onDiscard.get(type);
    if (handler) await this.publish(await withReruns(() => handler(payload)));
  }

  private async publish(events: readonly Outgoing[]): Promise<void> {
    await Promise.all(
      events.map(({ topic, partition, record }) => this.producer.append(topic, partition, record)),
    );
  }
}

/** No events are none. */
const withReruns = async (run: () => Promise<readonly Outgoing[] | void>): Promise<readonly Outgoing[]> =>
  (await rerunConflicts(RERUNS_OF_A_CONFLICT, run)) ?? [];

/** The handlers of a service by topic: redrives and discards run parked records through them. */
export class TopicHandlers extends Map<string, TopicHandler> {}
