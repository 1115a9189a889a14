import type { FetchedRecord, UnreadableBatch } from '@peaje/record-batches';

export type { FetchedRecord, UnreadableBatch };

/**
 * The port to Kafka. Only the code behind it knows the client library, so that another library can replace it and
 * pass the same specs.
 */

export interface AppendedRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer | (string | Buffer)[]>>;
}

/** What one fetch brought of one partition. */
export interface FetchedBatch {
  readonly topic: string;
  readonly partition: number;
  /** In offset order; stand-ins for records that nobody gets are among them. */
  readonly records: readonly FetchedRecord[];
  /** The position after all records: Kafka has nothing else before it. */
  readonly nextOffset: bigint;
  /** What stands there and cannot be read: the partition waits before it. */
  readonly unreadable: UnreadableBatch | null;
  /** False once the partition was taken away or the consumer stops: leave the rest alone. */
  isCurrent(): boolean;
  /** Moves this member's position past `offset`; what is not resolved is fetched again. */
  resolve(offset: bigint): void;
  /** @throws while the group rebalances: finish, commit, let go. */
  heartbeat(): Promise<void>;
}

export interface PartitionOffset {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: bigint;
}

export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  /** Kafka has deleted what was before. */
  readonly start: bigint;
  /** The offset of the next record. */
  readonly end: bigint;
}

/** Kafka did not say that it has the records: it may have them or not. Send again. */
export class NotAcknowledgedError extends Error {
  override readonly name = 'NotAcknowledgedError';
  readonly code = 'not-acknowledged';
}

export abstract class KafkaProducer {
  /**
   * Appends records to one partition, all or none acknowledged by every in-sync replica.
   * @throws NotAcknowledgedError when the reply does not name the partition, or there was none.
   */
  abstract append(topic: string, partition: number, records: readonly AppendedRecord[]): Promise<void>;
  abstract disconnect(): Promise<void>;
}

/** How a group fetches: Kafka's `fetch.min.bytes`, `fetch.max.wait.ms` and `max.partition.fetch.bytes`. */
export interface FetchPace {
  /** The broker answers as soon as it has so many bytes. */
  readonly minBytes: number;
  /** It answers then in any case. */
  readonly maxWaitMs: number;
  /** It sends no more of a partition, but one batch at least. Default: 1 MB. */
  readonly maxBytesAPartition?: number;
}

/** An idle fetch waits at the broker for so long: what an idle service costs, against how long leaving takes. */
export const AT_ONCE: FetchPace = { minBytes: 1, maxWaitMs: 500 };

export interface Subscription {
  readonly group: string;
  readonly topics: readonly string[];
  /** Default: AT_ONCE. */
  readonly pace?: FetchPace;
  /** The group rebalances: what is committed soon counts for the next owner. It is not waited for. */
  readonly onRebalancing?: () => void;
  /** Where to begin in these partitions, on each join. Records before may still come first. */
  readonly starts?: readonly PartitionOffset[];
  /** Before the first batch each time that it joins: others may have owned the partitions in between. */
  readonly onJoined?: () => void;
  /** Must not throw: what it does not resolve is fetched again. */
  readonly onBatch: (batch: FetchedBatch) => Promise<void>;
}

export interface MemberState {
  readonly inGroup: boolean;
  /** Partitions this member holds, by topic. */
  readonly assignment: Readonly<Record<string, readonly number[]>>;
}

export abstract class KafkaConsumer {
  /** Joins the group and stays in it: a crashed client is replaced by a new one until `stop`. */
  abstract start(subscription: Subscription): void;
  abstract commit(offsets: readonly PartitionOffset[]): Promise<void>;
  abstract pause(topic: string, partition: number): void;
  abstract resume(topic: string, partition: number): void;
  abstract state(): MemberState;
  /** Leaves the group and joins it again with a new client: this one looks alive and gets nowhere. */
  abstract replaceClient(why: string): void;
  /** Waits for the batch in hand, then leaves the group. */
  abstract stop(): Promise<void>;
}

export abstract class KafkaClient {
  abstract createProducer(): KafkaProducer;
  abstract createConsumer(): KafkaConsumer;
  /** What can be read now of each partition. @throws as `endOffsets` */
  abstract offsetRanges(topic: string): Promise<OffsetRange[]>;
  /** Where reading ends now in each partition: before the first open transaction. @throws when the topic is unknown or no broker answers. */
  abstract endOffsets(topic: string): Promise<PartitionOffset[]>;
  /** Where the log of each partition ends: Kafka's tools count lag to here. @throws as `endOffsets` */
  abstract logEndOffsets(topic: string): Promise<PartitionOffset[]>;
  /** How far a group has committed; a partition without a commit is at 0. */
  abstract committedOffsets(group: string, topic: string): Promise<PartitionOffset[]>;
  /** Makes Kafka forget a group. @throws when it still has members, or no broker answers. */
  abstract deleteGroup(group: string): Promise<void>;
  abstract disconnect(): Promise<void>;
}
