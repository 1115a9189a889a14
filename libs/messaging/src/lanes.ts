import type { FetchedRecord } from './log-client.js';
import type { LaneName, ParkingStore, RunNote } from './parking-store.js';

/** What this process knows of one partition since it joined its group. */
export class Lane {
  /** The run in which the last owner of this partition ended, if it ended in one. */
  left: RunNote | undefined;
  /** One run has succeeded: no record kills the process at once, and runs need no note any more. */
  isProven = false;
  private readonly parkedKeys: Set<string>;

  constructor(
    readonly name: LaneName,
    parkedKeys: readonly Buffer[],
    left: RunNote | undefined,
  ) {
    this.parkedKeys = new Set(parkedKeys.map(textOf));
    this.left = left;
  }

  /**
   * "No" is true: a key of this partition is parked by whoever owns it, which is us, and what an earlier owner parked
   * was committed before the offset where we began. "Yes" may be old: a redrive frees keys. The database decides then.
   */
  mayBeParked({ key }: FetchedRecord): boolean {
    return this.parkedKeys.size > 0 && key !== null && this.parkedKeys.has(textOf(key));
  }

  /** What was left there is behind us, run or not. */
  passed(offset: bigint): void {
    if (this.left && this.left.offset <= offset) this.left = undefined;
  }

  parked({ key }: FetchedRecord): void {
    if (key !== null) this.parkedKeys.add(textOf(key));
  }

  freed({ key }: FetchedRecord): void {
    if (key !== null) this.parkedKeys.delete(textOf(key));
  }
}

/** All lanes of this process, each read from the database when its first records come. */
export class Lanes {
  private lanes = new Map<string, Lane>();

  constructor(private readonly store: ParkingStore) {}

  /** After joining the group again: others may have owned these partitions meanwhile. */
  forget(): void {
    this.lanes = new Map();
  }

  /** The lanes of these records. One query for those that are new; none for those that are known. */
  async of(records: readonly FetchedRecord[]): Promise<LaneSet> {
    const first = new Map<string, FetchedRecord>();
    for (const record of records) if (!first.has(laneOf(record))) first.set(laneOf(record), record);
    const unknown = [...first.values()].filter((record) => !this.lanes.has(laneOf(record)));
    const known = this.lanes;
    if (unknown.length > 0) for (const lane of await this.read(unknown)) known.set(laneOf(lane.name), lane);
    return new LaneSet(new Map([...first.keys()].map((name) => [name, known.get(name)!])));
  }

  private async read(firstRecords: readonly FetchedRecord[]): Promise<Lane[]> {
    const firstOf = new Map(firstRecords.map((record) => [laneOf(record), record.offset]));
    const facts = await this.store.readLanes(firstRecords);
    return facts.map(({ topic, partition, parkedKeys, note }) => {
      const name = { topic, partition };
      // What lies before our first record was handled after all.
      const left = note && note.offset >= firstOf.get(laneOf(name))! ? note : undefined;
      return new Lane(name, parkedKeys, left);
    });
  }
}

/** The lanes of one run. */
export class LaneSet {
  constructor(private readonly lanes: ReadonlyMap<string, Lane>) {}

  of(record: LaneName): Lane {
    return this.lanes.get(laneOf(record))!;
  }

  mayBeParked = (record: FetchedRecord): boolean => this.of(record).mayBeParked(record);

  /**
   * Where the last owner died in the middle of a run, what lies before its note was run since, and nobody died of it: it goes
   * together, and the rest one by one. In lanes that were not left: everything together, unless another one was.
   */
  split<R extends { readonly record: FetchedRecord }>(
    all: readonly R[],
  ): { together: readonly R[]; oneByOne: readonly R[] } {
    if ([...this.lanes.values()].every(({ left }) => left === undefined))
      return { together: all, oneByOne: [] };
    const isSafe = ({ record }: R) => record.offset < (this.of(record).left?.offset ?? 0n);
    return { together: all.filter(isSafe), oneByOne: all.filter((one) => !isSafe(one)) };
  }

  /** What is to be noted before these are run together: where each lane that is not proven begins. */
  notesFor(records: readonly FetchedRecord[]): RunNote[] {
    const notes = new Map<string, RunNote>();
    for (const { topic, partition, offset } of records) {
      const name = laneOf({ topic, partition });
      if (!notes.has(name) && !this.lanes.get(name)!.isProven)
        notes.set(name, { topic, partition, offset, attempts: 1 });
    }
    return [...notes.values()];
  }

  passed(records: readonly FetchedRecord[]): void {
    for (const record of records) this.of(record).passed(record.offset);
  }

  proven(records: readonly FetchedRecord[]): void {
    for (const record of records) this.of(record).isProven = true;
  }
}

const laneOf = ({ topic, partition }: LaneName): string => `${topic}/${partition}`;
/** Bytes as a text that tells all of them apart. */
const textOf = (key: Buffer): string => key.toString('latin1');
