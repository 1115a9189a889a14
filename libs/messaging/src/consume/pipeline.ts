import type { Received } from './batch.js';
import type { DeadLetterCause } from './dead-letter-copies.js';
import { classify, errorCodeOf } from './failure-class.js';
import type { KnownPartitions, PartitionStates } from './partition-states.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { PipelineObserver } from '../ports/messaging-metrics.js';
import type { DeadLetters } from './dead-letters.js';
import type { ParkingStore, AttemptMarker } from './parking-store.js';
import type { TopicHandler } from './topic-handler.js';

/**
 * Decides alone what becomes of a record: commit, try again, or park (ADR 4 and 12).
 * Order: the handler's database commit → its events acknowledged by Kafka → the caller commits the offset.
 */

/**
 * `handled`: the offsets of all given records may be committed. Otherwise those before `handledCount` may. At once where dead
 * letters are among them: read again after their redrive, they would be parked again.
 */
export type Verdict = { readonly tookDeadLetters: boolean } & Judgement;

type Judgement =
  | { readonly outcome: 'handled' }
  | {
      readonly outcome: 'transient';
      readonly handledCount: number;
      readonly code: string;
      readonly error: unknown;
    };

export interface PipelineDeps {
  readonly handler: TopicHandler;
  readonly deadLetters: DeadLetters;
  readonly partitions: KnownPartitions;
  readonly store: ParkingStore;
  readonly observer: PipelineObserver;
  readonly logger: MessagingLogger;
}

/** A record and the payload that the handler gets for it. */
interface Readable {
  readonly record: FetchedRecord;
  readonly payload: Received<unknown> | FetchedRecord;
}

const MAX_ATTEMPTS = 3;
/** A record that ends the process each time leaves no error. */
const PROCESS_DIED = 'process-died';

export class Pipeline {
  constructor(private readonly deps: PipelineDeps) {}

  /** Handles records in order; records of one partition must be given in offset order. Never throws. */
  async handle(records: readonly FetchedRecord[]): Promise<Verdict> {
    const { deadLetters } = this.deps;
    const before = deadLetters.taken;
    const judgement = await this.judge(records);
    return { ...judgement, tookDeadLetters: deadLetters.taken > before };
  }

  private async judge(records: readonly FetchedRecord[]): Promise<Judgement> {
    if (this.deps.handler.subscription.as === 'records') return this.handleUnparked(records);
    let partitions: PartitionStates;
    let readable: readonly Readable[];
    try {
      partitions = await this.deps.partitions.of(records);
      readable = await this.withoutParked(partitions, await this.readable(records));
    } catch (error) {
      // Nothing has been handled yet, so this cannot be the fault of a record.
      return this.transient(0, error);
    }
    const { together, oneByOne } = partitions.split(readable);
    try {
      await this.runTogether(partitions, together);
    } catch (error) {
      if (classify(error) !== 'permanent') return this.transient(0, error);
      return this.runOneByOne(partitions, records, readable);
    }
    return this.runOneByOne(partitions, records, oneByOne);
  }

  /** Raw-record consumers never skip a record: one that fails holds its partition up, whatever the failure. */
  private async handleUnparked(records: readonly FetchedRecord[]): Promise<Judgement> {
    try {
      await this.run(
        records.map((record) => ({ record, payload: record })),
        [],
      );
      return { outcome: 'handled' };
    } catch (error) {
      return this.transient(0, error);
    }
  }

  private async runTogether(partitions: PartitionStates, readable: readonly Readable[]): Promise<void> {
    const records = readable.map(({ record }) => record);
    const markers = partitions.markersFor(records);
    try {
      await this.run(readable, markers);
    } catch (error) {
      if (classify(error) !== 'permanent') await this.forgetAttempt(markers);
      throw error;
    }
    partitions.proven(records);
  }

  /** After a permanent failure, or a death: find the culprit, and let only its own key pay for it. */
  private async runOneByOne(
    partitions: PartitionStates,
    records: readonly FetchedRecord[],
    readable: readonly Readable[],
  ): Promise<Judgement> {
    for (const one of readable) {
      try {
        const [free] = await this.withoutParked(partitions, [one]);
        if (free) await this.runUntilDeadLetter(partitions, free);
      } catch (error) {
        return this.transient(records.indexOf(one.record), error);
      }
    }
    partitions.passed(records);
    return { outcome: 'handled' };
  }

  /** Each attempt is counted in the database before it begins: one that ends the process counts. */
  private async runUntilDeadLetter(partitions: PartitionStates, one: Readable): Promise<void> {
    const { record } = one;
    const { topic, partition, offset } = record;
    const state = partitions.of(record);
    const { marker: before } = state;
    for (let attempts = (before?.offset === offset ? before.attempts : 0) + 1; ; attempts++) {
      if (attempts > MAX_ATTEMPTS)
        return this.parkKey(partitions, record, {
          code: PROCESS_DIED,
          reason: 'the process ended each time it was handled',
          attempts: attempts - 1,
        });
      const marker = { topic, partition, offset, attempts };
      try {
        await this.run([one], [marker]);
        return state.passed(offset);
      } catch (error) {
        // An outage takes this attempt back, also one that comes while the record is parked.
        if (attempts > 1) state.marker = { ...marker, attempts: attempts - 1 };
        if (classify(error) !== 'permanent') {
          await this.forgetAttempt([marker]);
          throw error;
        }
        if (attempts < MAX_ATTEMPTS) continue;
        this.deps.logger.error({ error, topic, partition, offset: offset.toString() }, 'failed for good');
        const code = errorCodeOf(error);
        return this.parkKey(partitions, record, { code, reason: `handler failed: ${code}`, attempts });
      }
    }
  }

  private async run(readable: readonly Readable[], markers: readonly AttemptMarker[]): Promise<void> {
    if (readable.length === 0) return;
    const { handler, observer, store } = this.deps;
    const startedMs = performance.now();
    if (markers.length > 0) await store.writeMarkers(markers);
    // Before the events are published: a Kafka that does not answer must not count against a record.
    const committed = markers.length > 0 ? () => store.clearMarkers(markers) : undefined;
    await handler.run(
      readable.map(({ payload }) => payload),
      committed,
    );
    observer.onHandled(readable.length, performance.now() - startedMs);
  }

  /** An outage is no attempt. While the database is away the marker stays, and the next run overwrites it. */
  private async forgetAttempt(markers: readonly AttemptMarker[]): Promise<void> {
    if (markers.length > 0) await this.deps.store.clearMarkers(markers).catch(() => undefined);
  }

  /** The records that the handler can read. Unknown types are counted; undecodable ones become dead letters without parking. */
  private async readable(records: readonly FetchedRecord[]): Promise<readonly Readable[]> {
    const readable: Readable[] = [];
    const unreadable: Promise<void>[] = [];
    for (const record of records) {
      const reading = this.deps.handler.read(record);
      if (reading.outcome === 'readable') readable.push({ record, payload: reading.payload });
      else if (reading.outcome === 'ignored') this.deps.observer.onIgnored(reading.type);
      else
        unreadable.push(
          this.deadLetterWithoutParking(record, { code: reading.code, reason: reading.reason, attempts: 1 }),
        );
    }
    await Promise.all(unreadable);
    return readable;
  }

  /** Parks the records of parked keys. Costs nothing while no key of these partitions is parked. */
  private async withoutParked(
    partitions: PartitionStates,
    readable: readonly Readable[],
  ): Promise<readonly Readable[]> {
    const candidates = readable.map(({ record }) => record).filter(partitions.mayBeParked);
    if (candidates.length === 0) return readable;
    const parked = await this.deps.deadLetters.parkBehind(candidates);
    for (const record of candidates) if (!parked.has(record)) partitions.of(record).keyFreed(record);
    return readable.filter(({ record }) => !parked.has(record));
  }

  private async parkKey(
    partitions: PartitionStates,
    record: FetchedRecord,
    cause: DeadLetterCause,
  ): Promise<void> {
    const state = partitions.of(record);
    // Before the commit, because its answer may be lost: then the database decides.
    state.keyParked(record);
    await this.deps.deadLetters.parkKey(record, cause);
    state.passed(record.offset);
    this.report(record, cause);
  }

  private async deadLetterWithoutParking(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.deps.deadLetters.deadLetter(record, cause);
    this.report(record, cause);
  }

  private report(record: FetchedRecord, cause: DeadLetterCause): void {
    const { topic, partition, offset } = record;
    this.deps.observer.onDeadLetter(cause.code);
    this.deps.logger.warn({ topic, partition, offset: offset.toString(), ...cause }, 'dead letter');
  }

  private transient(handledCount: number, error: unknown): Judgement {
    const code = errorCodeOf(error);
    this.deps.observer.onTransient(code);
    return { outcome: 'transient', handledCount, code, error };
  }
}
