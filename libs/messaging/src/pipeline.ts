import type { Received } from './batch.js';
import type { DeadLetterCause } from './dead-letter-copies.js';
import { classify, errorCodeOf } from './failure-class.js';
import type { Lanes, LaneSet } from './lanes.js';
import type { FetchedRecord } from './log-client.js';
import type { MessagingLogger } from './messaging-logger.js';
import type { Parking } from './parking.js';
import type { ParkingStore, RunNote } from './parking-store.js';
import type { TopicHandler } from './topic-handler.js';

/**
 * The one place that decides what becomes of a record: commit, try again, or park (design §6, ADR 4 and 12).
 * Order: the handler's database commit → its events acknowledged by Kafka → the caller commits the offset.
 */

export interface PipelineObserver {
  onHandled(count: number, durationMs: number): void;
  onIgnored(type: string): void;
  onDeadLetter(record: FetchedRecord, cause: DeadLetterCause): void;
  onTransient(code: string): void;
}

/** `handled`: the offsets of all given records may be committed. Otherwise those before `handledCount` may. */
export type Verdict =
  | { readonly outcome: 'handled' }
  | {
      readonly outcome: 'transient';
      readonly handledCount: number;
      readonly code: string;
      readonly error: unknown;
    };

export interface PipelineDeps {
  readonly handler: TopicHandler;
  readonly parking: Parking;
  readonly lanes: Lanes;
  readonly store: ParkingStore;
  readonly observer: PipelineObserver;
  readonly logger: MessagingLogger;
}

/** A record and what the handler is given for it. */
interface Readable {
  readonly record: FetchedRecord;
  readonly payload: Received<unknown> | FetchedRecord;
}

const MAX_ATTEMPTS = 3;
/** What failed each time by ending the process leaves no error. */
const PROCESS_DIED = 'process-died';

export class Pipeline {
  constructor(private readonly deps: PipelineDeps) {}

  /** Handles records in order; records of one partition must be given in offset order. Never throws. */
  async handle(records: readonly FetchedRecord[]): Promise<Verdict> {
    if (this.deps.handler.subscription.as === 'records') return this.handleUnparked(records);
    let lanes: LaneSet;
    let readable: readonly Readable[];
    try {
      lanes = await this.deps.lanes.of(records);
      readable = await this.withoutParked(lanes, await this.readable(records));
    } catch (error) {
      // Whatever it was, nothing has been handled yet: never the way on that looks for a culprit.
      return this.transient(0, error);
    }
    const { together, oneByOne } = lanes.split(readable);
    try {
      await this.runTogether(lanes, together);
    } catch (error) {
      if (classify(error) !== 'permanent') return this.transient(0, error);
      return this.runOneByOne(lanes, records, readable);
    }
    return this.runOneByOne(lanes, records, oneByOne);
  }

  /** Who keeps the bytes keeps all of them: a record that fails holds its partition up, whatever the failure. */
  private async handleUnparked(records: readonly FetchedRecord[]): Promise<Verdict> {
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

  private async runTogether(lanes: LaneSet, readable: readonly Readable[]): Promise<void> {
    const records = readable.map(({ record }) => record);
    const notes = lanes.notesFor(records);
    try {
      await this.run(readable, notes);
    } catch (error) {
      if (classify(error) !== 'permanent') await this.forgetAttempt(notes);
      throw error;
    }
    lanes.proven(records);
  }

  /** After a permanent failure, or a death: find the culprit, and let only its own key pay for it. */
  private async runOneByOne(
    lanes: LaneSet,
    records: readonly FetchedRecord[],
    readable: readonly Readable[],
  ): Promise<Verdict> {
    for (const one of readable) {
      try {
        const [free] = await this.withoutParked(lanes, [one]);
        if (free) await this.runUntilDeadLetter(lanes, free);
      } catch (error) {
        return this.transient(records.indexOf(one.record), error);
      }
    }
    lanes.passed(records);
    return { outcome: 'handled' };
  }

  /** Each attempt is counted in the database before it begins: one that ends the process counts. */
  private async runUntilDeadLetter(lanes: LaneSet, one: Readable): Promise<void> {
    const { record } = one;
    const { topic, partition, offset } = record;
    const lane = lanes.of(record);
    const { left } = lane;
    for (let attempts = (left?.offset === offset ? left.attempts : 0) + 1; ; attempts++) {
      if (attempts > MAX_ATTEMPTS)
        return this.deadLetter(lanes, record, {
          code: PROCESS_DIED,
          reason: 'the process ended each time it was handled',
          attempts: attempts - 1,
        });
      const note = { topic, partition, offset, attempts };
      try {
        await this.run([one], [note]);
        return lane.passed(offset);
      } catch (error) {
        // An outage takes this attempt back, also one that comes while the record is parked.
        if (attempts > 1) lane.left = { ...note, attempts: attempts - 1 };
        if (classify(error) !== 'permanent') {
          await this.forgetAttempt([note]);
          throw error;
        }
        if (attempts < MAX_ATTEMPTS) continue;
        this.deps.logger.error({ error, topic, partition, offset: offset.toString() }, 'failed for good');
        const code = errorCodeOf(error);
        return this.deadLetter(lanes, record, { code, reason: `handler failed: ${code}`, attempts });
      }
    }
  }

  private async run(readable: readonly Readable[], notes: readonly RunNote[]): Promise<void> {
    if (readable.length === 0) return;
    const { handler, observer, store } = this.deps;
    const startedMs = performance.now();
    if (notes.length > 0) await store.writeNotes(notes);
    // Before the events are published: a Kafka that does not answer must not count against a record.
    const committed = notes.length > 0 ? () => store.clearNotes(notes) : undefined;
    await handler.run(
      readable.map(({ payload }) => payload),
      committed,
    );
    observer.onHandled(readable.length, performance.now() - startedMs);
  }

  /** What failed by an outage was no attempt. While the database is away the note stays, and is written over later. */
  private async forgetAttempt(notes: readonly RunNote[]): Promise<void> {
    if (notes.length > 0) await this.deps.store.clearNotes(notes).catch(() => undefined);
  }

  /** What the handler can read; the rest is counted, or a dead letter without parking: its key can't be trusted. */
  private async readable(records: readonly FetchedRecord[]): Promise<readonly Readable[]> {
    const readable: Readable[] = [];
    const unreadable: Promise<void>[] = [];
    for (const record of records) {
      const reading = this.deps.handler.read(record);
      if (reading.outcome === 'readable') readable.push({ record, payload: reading.payload });
      else if (reading.outcome === 'ignored') this.deps.observer.onIgnored(reading.type);
      else unreadable.push(this.keep(record, { code: reading.code, reason: reading.reason, attempts: 1 }));
    }
    await Promise.all(unreadable);
    return readable;
  }

  /** Records of parked keys follow them; costs nothing while no key of these lanes is parked. */
  private async withoutParked(lanes: LaneSet, readable: readonly Readable[]): Promise<readonly Readable[]> {
    const candidates = readable.map(({ record }) => record).filter(lanes.mayBeParked);
    if (candidates.length === 0) return readable;
    const parked = await this.deps.parking.follow(candidates);
    for (const record of candidates) if (!parked.has(record)) lanes.of(record).freed(record);
    return readable.filter(({ record }) => !parked.has(record));
  }

  private async deadLetter(lanes: LaneSet, record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    const lane = lanes.of(record);
    // Before the commit: when its answer is lost, the database decides.
    lane.parked(record);
    await this.deps.parking.park(record, cause);
    lane.passed(record.offset);
    this.told(record, cause);
  }

  private async keep(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.deps.parking.keep(record, cause);
    this.told(record, cause);
  }

  private told(record: FetchedRecord, cause: DeadLetterCause): void {
    const { topic, partition, offset } = record;
    this.deps.observer.onDeadLetter(record, cause);
    this.deps.logger.warn({ topic, partition, offset: offset.toString(), ...cause }, 'dead letter');
  }

  private transient(handledCount: number, error: unknown): Verdict {
    const code = errorCodeOf(error);
    this.deps.observer.onTransient(code);
    return { outcome: 'transient', handledCount, code, error };
  }
}
