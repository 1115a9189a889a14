import type { DeadLetterCause } from './dead-letter-copies.js';
import type { FetchedRecord } from './log-client.js';

/** A partition, as one process reads it. */
export interface LaneName {
  readonly topic: string;
  readonly partition: number;
}

/** A run that began at `offset` for the `attempts`-th time and has not ended. */
export interface RunNote extends LaneName {
  readonly offset: bigint;
  readonly attempts: number;
}

/** What the database knows of a lane. */
export interface LaneFacts extends LaneName {
  readonly parkedKeys: readonly Buffer[];
  readonly note: RunNote | undefined;
}

/** Why a record is in parking; of one that only waits behind another: `behind-dead-letter`, no attempts. */
export interface ParkedCause extends DeadLetterCause, LaneName {
  readonly offset: bigint;
}

export const BEHIND_DEAD_LETTER = 'behind-dead-letter';

/**
 * The consumer's side of parking: each method is one commit. A record that is parked again, because it was read again,
 * stays as it is, and its first cause is returned.
 */
export abstract class ParkingStore {
  abstract readLanes(lanes: readonly LaneName[]): Promise<LaneFacts[]>;
  /** Before the runs, so that the death of the process counts. */
  abstract writeNotes(notes: readonly RunNote[]): Promise<void>;
  /** The runs have ended. A note that another process wrote meanwhile stays. */
  abstract clearNotes(notes: readonly RunNote[]): Promise<void>;
  /** The key is parked from here on, and the record is the first in its line; its note goes. */
  abstract parkKey(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]>;
  /** A dead letter whose key is not trusted: it is kept, and holds nobody up. */
  abstract keepUnparked(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]>;
  /**
   * Records join the lines of their keys; those whose key is free are not in the result. Waits for a redrive: it frees a
   * key with its last record or not at all, and never between.
   */
  abstract joinLines(records: readonly FetchedRecord[]): Promise<ParkedCause[]>;
}
