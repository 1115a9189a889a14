import type { DeadLetterCause } from './dead-letter-copies.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import { partitionName, type TopicPartition } from '../kafka/record-position.js';
import {
  BEHIND_DEAD_LETTER,
  ParkingStore,
  type StoredPartition,
  type ParkedCause,
  type AttemptMarker,
} from './parking-store.js';

/** For specs: what PostgreSQL keeps when a process dies. */
export class InMemoryParkingStore extends ParkingStore {
  readonly keys = new Set<string>();
  readonly records = new Map<bigint, ParkedCause>();
  readonly markers = new Map<string, AttemptMarker>();
  /** Every marker that was ever written, as `offset#attempts`. */
  readonly markersWritten: string[] = [];
  /** Questions to the database. */
  asked = 0;
  outage: Error | undefined;

  async readPartitions(partitions: readonly TopicPartition[]): Promise<StoredPartition[]> {
    this.ask();
    return partitions.map(({ topic, partition }) => ({
      topic,
      partition,
      parkedKeys: [...this.keys].map((key) => Buffer.from(key)),
      marker: this.markers.get(partitionName({ topic, partition })),
    }));
  }

  async writeMarkers(markers: readonly AttemptMarker[]): Promise<void> {
    this.ask();
    for (const marker of markers) {
      this.markers.set(partitionName(marker), marker);
      this.markersWritten.push(`${marker.offset}#${marker.attempts}`);
    }
  }

  async clearMarkers(markers: readonly AttemptMarker[]): Promise<void> {
    this.ask();
    for (const marker of markers)
      if (this.markers.get(partitionName(marker))?.offset === marker.offset)
        this.markers.delete(partitionName(marker));
  }

  async parkKey(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]> {
    this.ask();
    this.keys.add(record.key!.toString());
    this.markers.delete(partitionName(record));
    return [this.insert(record, cause)];
  }

  async storeDeadLetter(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]> {
    this.ask();
    return [this.insert(record, cause)];
  }

  async parkBehind(records: readonly FetchedRecord[]): Promise<ParkedCause[]> {
    this.ask();
    return records
      .filter(({ key }) => key !== null && this.keys.has(key.toString()))
      .map((record) => this.insert(record, { code: BEHIND_DEAD_LETTER, reason: 'waits', attempts: 0 }));
  }

  private insert({ topic, partition, offset }: FetchedRecord, cause: DeadLetterCause): ParkedCause {
    const stored = this.records.get(offset) ?? { topic, partition, offset, ...cause };
    this.records.set(offset, stored);
    return stored;
  }

  private ask(): void {
    this.asked += 1;
    if (this.outage) throw this.outage;
  }
}
