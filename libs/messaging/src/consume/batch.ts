import { encode, type EventOf, type Tombstone, type TopicContract } from '@peaje/contracts';
import type { AppendedRecord } from '../kafka/kafka-client.js';

/** A decoded record: the event, and where Kafka keeps it. */
export interface Received<E> {
  readonly event: E;
  readonly partition: number;
  readonly offset: bigint;
}

/** What a handler of a topic gets: the events of one partition, or of several that were fetched together. */
export type Batch<T extends TopicContract> = readonly Received<EventOf<T>>[];
/** The same for a compacted topic, where a key may also end. */
export type StateBatch<T extends TopicContract> = readonly Received<EventOf<T> | Tombstone>[];

/** What a handler returns to be published after its commit and before its offsets. */
export interface Outgoing {
  readonly topic: string;
  readonly partition: number;
  readonly record: AppendedRecord;
}

/** An event for a partition that the caller knows: the same number as its source. @throws ZodError */
export function outgoing<T extends TopicContract>(topic: T, partition: number, event: EventOf<T>): Outgoing {
  return { topic: topic.name, partition, record: encode(topic, event) };
}
