import type { DeadLetterCause } from './dead-letter-copies.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import type { RecordPosition, TopicPartition } from '../kafka/record-position.js';

/** A run that began at `offset` for the `attempts`-th time and has not ended. */
export interface AttemptMarker extends RecordPosition {
  readonly attempts: number;
}

/** What the database knows of a partition. */
export interface StoredPartition extends TopicPartition {
  readonly parkedKeys: readonly Buffer[];
  readonly marker: AttemptMarker | undefined;
}

/** Why a record is parked. One that only waits behind a dead letter has `behind-dead-letter` and no attempts. */
export interface ParkedCause extends DeadLetterCause, RecordPosition {}

export const BEHIND_DEAD_LETTER = 'behind-dead-letter';

/**
 * The consumer's side of parking: each method is one commit. A record that is parked again, because it was read again,
 * stays as it is, and its first cause is returned.
 */
export abstract class ParkingStore {
  abstract readPartitions(partitions: readonly TopicPartition[]): Promise<StoredPartition[]>;
  /** Before the runs, so that the death of the process counts as an attempt. */
  abstract writeMarkers(markers: readonly AttemptMarker[]): Promise<void>;
  /** The runs have ended. A marker that another process wrote meanwhile stays. */
  abstract clearMarkers(markers: readonly AttemptMarker[]): Promise<void>;
  /** Parks the key, with this record as the first of its queue; its marker goes. */
  abstract parkKey(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]>;
  /** Stores a dead letter whose key cannot be trusted: no other record waits behind it. */
  abstract storeDeadLetter(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]>;
  /**
   * Adds records to the queues of their parked keys; the result leaves out those whose key is free. Waits for a redrive,
   * which frees a key with its last record or not at all.
   */
  abstract parkBehind(records: readonly FetchedRecord[]): Promise<ParkedCause[]>;
}
