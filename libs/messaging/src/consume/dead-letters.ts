import type { DeadLetterCause, DeadLetterCopies } from './dead-letter-copies.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import { positionName } from '../kafka/record-position.js';
import type { ParkedCause, ParkingStore } from './parking-store.js';

/**
 * Takes the records that the handler cannot handle, and all that follow of their key. Order: rows committed → copy
 * acknowledged → the caller commits the offset. After a crash the record comes again, finds its row, and is copied again.
 */
export class DeadLetters {
  /** How many records it has taken. */
  taken = 0;

  constructor(
    private readonly store: ParkingStore,
    private readonly copies: DeadLetterCopies,
  ) {}

  /** Makes the record a dead letter; its key waits behind it. */
  async parkKey(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.publish([record], await this.store.parkKey(record, cause));
  }

  /** Makes the record a dead letter whose key cannot be trusted: nothing waits behind it. */
  async deadLetter(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.publish([record], await this.store.storeDeadLetter(record, cause));
  }

  /** Parks the records whose key is parked and returns them; the caller handles the others. */
  async parkBehind(records: readonly FetchedRecord[]): Promise<ReadonlySet<FetchedRecord>> {
    const parked = await this.publish(records, await this.store.parkBehind(records));
    return new Set(parked);
  }

  private async publish(
    records: readonly FetchedRecord[],
    causes: readonly ParkedCause[],
  ): Promise<FetchedRecord[]> {
    const causeAt = new Map(causes.map((cause) => [positionName(cause), cause]));
    const parked = records.filter((record) => causeAt.has(positionName(record)));
    this.taken += parked.length;
    await Promise.all(
      parked.map((record) => this.copies.publish(record, causeAt.get(positionName(record))!)),
    );
    return parked;
  }
}
