import type { DeadLetterCause } from './dead-letter-copies.js';
import type { FetchedRecord } from './log-client.js';
import {
  BEHIND_DEAD_LETTER,
  ParkingStore,
  type LaneFacts,
  type LaneName,
  type ParkedCause,
  type RunNote,
} from './parking-store.js';

/** For specs: what PostgreSQL keeps when a process dies. */
export class InMemoryParkingStore extends ParkingStore {
  readonly keys = new Set<string>();
  readonly records = new Map<bigint, ParkedCause>();
  readonly notes = new Map<string, RunNote>();
  /** Every note that was ever written, as `offset#attempts`. */
  readonly noted: string[] = [];
  /** Questions to the database. */
  asked = 0;
  outage: Error | undefined;

  async readLanes(lanes: readonly LaneName[]): Promise<LaneFacts[]> {
    this.ask();
    return lanes.map(({ topic, partition }) => ({
      topic,
      partition,
      parkedKeys: [...this.keys].map((key) => Buffer.from(key)),
      note: this.notes.get(laneOf({ topic, partition })),
    }));
  }

  async writeNotes(notes: readonly RunNote[]): Promise<void> {
    this.ask();
    for (const note of notes) {
      this.notes.set(laneOf(note), note);
      this.noted.push(`${note.offset}#${note.attempts}`);
    }
  }

  async clearNotes(notes: readonly RunNote[]): Promise<void> {
    this.ask();
    for (const note of notes)
      if (this.notes.get(laneOf(note))?.offset === note.offset) this.notes.delete(laneOf(note));
  }

  async parkKey(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]> {
    this.ask();
    this.keys.add(record.key!.toString());
    this.notes.delete(laneOf(record));
    return [this.insert(record, cause)];
  }

  async keepUnparked(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]> {
    this.ask();
    return [this.insert(record, cause)];
  }

  async joinLines(records: readonly FetchedRecord[]): Promise<ParkedCause[]> {
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

const laneOf = ({ topic, partition }: LaneName): string => `${topic}/${partition}`;
