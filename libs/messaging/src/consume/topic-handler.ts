import { decodeRecord, type TopicContract } from '@peaje/contracts';
import type { Outgoing, Received } from './batch.js';
import type { BatchSubscription } from './consume-batch.decorator.js';
import { classify } from './failure-class.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';

export type BatchHandler = (payload: readonly unknown[]) => Promise<readonly Outgoing[] | void>;

/** What a handler would be given for a record. */
export type Reading =
  | {
      readonly outcome: 'readable';
      readonly payload: Received<unknown> | FetchedRecord;
      readonly type: string;
    }
  | { readonly outcome: 'ignored'; readonly type: string }
  | { readonly outcome: 'unreadable'; readonly code: string; readonly reason: string };

const RERUNS_OF_A_CONFLICT = 10;

/**
 * A handler as Nest wires it, guards and pipes included, with what belongs to each run of it: the same for records
 * from the log and for records from parking.
 */
export class TopicHandler {
  private readonly contracts: ReadonlyMap<string, TopicContract>;

  constructor(
    readonly subscription: BatchSubscription,
    private readonly handler: BatchHandler,
    private readonly producer: PartitionProducer,
  ) {
    this.contracts = new Map(subscription.topics.map((topic) => [topic.name, topic]));
  }

  /** Never throws. */
  read(record: FetchedRecord): Reading {
    if (this.subscription.as === 'records') return { outcome: 'readable', payload: record, type: '' };
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
    const events = await this.withRerunsOfConflicts(payload);
    await committed?.();
    await Promise.all(
      events.map(({ topic, partition, record }) => this.producer.append(topic, partition, record)),
    );
  }

  private async withRerunsOfConflicts(payload: readonly unknown[]): Promise<readonly Outgoing[]> {
    for (let rerun = 0; ; rerun++) {
      try {
        return (await this.handler(payload)) ?? [];
      } catch (error) {
        if (classify(error) !== 'conflict' || rerun >= RERUNS_OF_A_CONFLICT) throw error;
      }
    }
  }
}

/** The handlers of a service by topic, for whoever runs records that do not come from the log. */
export class TopicHandlers extends Map<string, TopicHandler> {}
