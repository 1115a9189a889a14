import type { DeadLetterCause, DeadLetterCopies } from './dead-letter-copies.js';
import type { FetchedRecord } from './log-client.js';
import type { ParkedCause, ParkingStore } from './parking-store.js';

/**
 * Where records go that cannot be handled, with all that follow of their key. Order: rows committed → copy
 * acknowledged → the caller commits the offset. What a crash cuts short comes again, finds its row, and is copied again.
 */
export class Parking {
  constructor(
    private readonly store: ParkingStore,
    private readonly copies: DeadLetterCopies,
  ) {}

  /** A dead letter; its key waits behind it. */
  async park(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.publish([record], await this.store.parkKey(record, cause));
  }

  /** A dead letter whose key is not trusted: nothing waits behind it. */
  async keep(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.publish([record], await this.store.keepUnparked(record, cause));
  }

  /** Those whose key is parked are parked behind it, and in the result; the others are the caller's to handle. */
  async follow(records: readonly FetchedRecord[]): Promise<ReadonlySet<FetchedRecord>> {
    const parked = await this.publish(records, await this.store.joinLines(records));
    return new Set(parked);
  }

  private async publish(
    records: readonly FetchedRecord[],
    causes: readonly ParkedCause[],
  ): Promise<FetchedRecord[]> {
    const causeAt = new Map(causes.map((cause) => [placeOf(cause), cause]));
    const parked = records.filter((record) => causeAt.has(placeOf(record)));
    await Promise.all(parked.map((record) => this.copies.publish(record, causeAt.get(placeOf(record))!)));
    return parked;
  }
}

/** `topic/partition@offset` */
export const placeOf = (at: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}): string => `${at.topic}/${at.partition}@${at.offset}`;
