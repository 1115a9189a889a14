import type { FetchedRecord } from '../kafka/kafka-client.js';
import { partitionName, type TopicPartition } from '../kafka/record-position.js';
import type { AttemptMarker, ParkingStore } from './parking-store.js';

/** What this process knows of one partition since it joined its group. */
export class PartitionState {
  /** The run during which the last owner of this partition died, if it did. */
  marker: AttemptMarker | undefined;
  /** One run has succeeded: no record kills the process at once, and runs need no marker any more. */
  isProven = false;
  private readonly parkedKeys: Set<string>;

  constructor(
    readonly name: TopicPartition,
    parkedKeys: readonly Buffer[],
    marker: AttemptMarker | undefined,
  ) {
    this.parkedKeys = new Set(parkedKeys.map(textOf));
    this.marker = marker;
  }

  /**
   * "No" is true: only the owner of this partition parks its keys, which is us, and what an earlier owner parked
   * was committed before the offset where we began. "Yes" may be old: a redrive frees keys. The database decides then.
   */
  mayBeParked({ key }: FetchedRecord): boolean {
    return this.parkedKeys.size > 0 && key !== null && this.parkedKeys.has(textOf(key));
  }

  /** The marker that the last owner left lies behind this offset. */
  passed(offset: bigint): void {
    if (this.marker && this.marker.offset <= offset) this.marker = undefined;
  }

  keyParked({ key }: FetchedRecord): void {
    if (key !== null) this.parkedKeys.add(textOf(key));
  }

  keyFreed({ key }: FetchedRecord): void {
    if (key !== null) this.parkedKeys.delete(textOf(key));
  }
}

/** All partitions of this process, each read from the database when its first records come. */
export class KnownPartitions {
  private states = new Map<string, PartitionState>();

  constructor(private readonly store: ParkingStore) {}

  /** After the process joins the group again: other members may have owned these partitions meanwhile. */
  forget(): void {
    this.states = new Map();
  }

  /** The partitions of these records. One query reads those that are new; known ones need none. */
  async of(records: readonly FetchedRecord[]): Promise<PartitionStates> {
    const first = new Map<string, FetchedRecord>();
    for (const record of records)
      if (!first.has(partitionName(record))) first.set(partitionName(record), record);
    const unknown = [...first.values()].filter((record) => !this.states.has(partitionName(record)));
    const known = this.states;
    if (unknown.length > 0)
      for (const state of await this.read(unknown)) known.set(partitionName(state.name), state);
    return new PartitionStates(new Map([...first.keys()].map((name) => [name, known.get(name)!])));
  }

  private async read(firstRecords: readonly FetchedRecord[]): Promise<PartitionState[]> {
    const firstOf = new Map(firstRecords.map((record) => [partitionName(record), record.offset]));
    const stored = await this.store.readPartitions(firstRecords);
    return stored.map(({ topic, partition, parkedKeys, marker }) => {
      const name = { topic, partition };
      // A marker before our first record belongs to a run that ended after all.
      const isOpen = marker !== undefined && marker.offset >= firstOf.get(partitionName(name))!;
      return new PartitionState(name, parkedKeys, isOpen ? marker : undefined);
    });
  }
}

/** The partitions of one run. */
export class PartitionStates {
  constructor(private readonly states: ReadonlyMap<string, PartitionState>) {}

  of(record: TopicPartition): PartitionState {
    return this.states.get(partitionName(record))!;
  }

  mayBeParked = (record: FetchedRecord): boolean => this.of(record).mayBeParked(record);

  /**
   * Where the last owner died during a run, the records before its marker have run since without a death: they go
   * together, and the rest one by one. Without any marker everything goes together.
   */
  split<R extends { readonly record: FetchedRecord }>(
    all: readonly R[],
  ): { together: readonly R[]; oneByOne: readonly R[] } {
    if ([...this.states.values()].every(({ marker }) => marker === undefined))
      return { together: all, oneByOne: [] };
    const isSafe = ({ record }: R) => record.offset < (this.of(record).marker?.offset ?? 0n);
    return { together: all.filter(isSafe), oneByOne: all.filter((one) => !isSafe(one)) };
  }

  /** The markers to write before these records run together: where each partition begins that is not proven. */
  markersFor(records: readonly FetchedRecord[]): AttemptMarker[] {
    const markers = new Map<string, AttemptMarker>();
    for (const { topic, partition, offset } of records) {
      const name = partitionName({ topic, partition });
      if (!markers.has(name) && !this.states.get(name)!.isProven)
        markers.set(name, { topic, partition, offset, attempts: 1 });
    }
    return [...markers.values()];
  }

  passed(records: readonly FetchedRecord[]): void {
    for (const record of records) this.of(record).passed(record.offset);
  }

  proven(records: readonly FetchedRecord[]): void {
    for (const record of records) this.of(record).isProven = true;
  }
}

/** A text of its own for each sequence of bytes. */
const textOf = (key: Buffer): string => key.toString('latin1');
