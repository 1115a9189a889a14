import { decode, type TopicContract, type WireRecord } from '@peaje/contracts';
import type { Outgoing, Received } from './batch.js';
import type { BatchSubscription } from './consume-batch.decorator.js';
import type { DeadLetterCause, DeadLetters } from './dead-letters.js';
import { classify, errorCodeOf } from './failure-class.js';
import type { FetchedRecord } from './log-client.js';
import type { MessagingLogger } from './messaging-logger.js';
import type { PartitionProducer } from './partition-producer.js';

/**
 * The one place that decides what becomes of a record: commit, try again, or dead letter (design §6, ADR 4).
 * Order: the handler's database commit → its events acknowledged by Kafka → the caller commits the offset.
 */

export type BatchHandler = (payload: readonly unknown[]) => Promise<readonly Outgoing[] | void>;

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

/** A record and what the handler is given for it. */
interface Readable {
  readonly record: FetchedRecord;
  readonly payload: Received<unknown> | FetchedRecord;
}

const ATTEMPTS_AT_A_PERMANENT_FAILURE = 3;
const RERUNS_OF_A_CONFLICT = 10;

export class Pipeline {
  private readonly contracts: ReadonlyMap<string, TopicContract>;

  constructor(
    private readonly subscription: BatchSubscription,
    private readonly handler: BatchHandler,
    private readonly producer: PartitionProducer,
    private readonly deadLetters: DeadLetters,
    private readonly observer: PipelineObserver,
    private readonly logger: MessagingLogger,
  ) {
    this.contracts = new Map(subscription.topics.map((topic) => [topic.name, topic]));
  }

  /** Handles records in order; records of one partition must be given in offset order. Never throws. */
  async handle(records: readonly FetchedRecord[]): Promise<Verdict> {
    let readable: readonly Readable[];
    try {
      readable = await this.readable(records);
    } catch (error) {
      // Whatever it was, nothing has been handled yet: never the way on that looks for a culprit.
      return this.transient(0, error);
    }
    try {
      await this.run(readable);
      return { outcome: 'handled' };
    } catch (error) {
      if (classify(error) !== 'permanent') return this.transient(0, error);
    }
    return this.runOneByOne(records, readable);
  }

  private async run(readable: readonly Readable[]): Promise<void> {
    if (readable.length === 0) return;
    const startedMs = performance.now();
    const events = await this.withRerunsOfConflicts(readable.map(({ payload }) => payload));
    await this.publish(events);
    this.observer.onHandled(readable.length, performance.now() - startedMs);
  }

  /** After a permanent failure: find the culprit, and let nobody else pay for it. */
  private async runOneByOne(
    records: readonly FetchedRecord[],
    readable: readonly Readable[],
  ): Promise<Verdict> {
    for (const one of readable) {
      try {
        await this.runUntilDeadLetter(one);
      } catch (error) {
        return this.transient(records.indexOf(one.record), error);
      }
    }
    return { outcome: 'handled' };
  }

  private async runUntilDeadLetter(one: Readable): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.run([one]);
      } catch (error) {
        if (classify(error) !== 'permanent') throw error;
        if (attempt < ATTEMPTS_AT_A_PERMANENT_FAILURE) continue;
        this.logger.error({ error, ...placeOf(one.record) }, 'record failed for good');
        const code = errorCodeOf(error);
        return this.deadLetter(one.record, { code, reason: `handler failed: ${code}`, attempts: attempt });
      }
    }
  }

  private async withRerunsOfConflicts(payload: readonly unknown[]): Promise<readonly Outgoing[]> {
    for (let rerun = 0; ; rerun++) {
      try {
        return (await this.handler(payload)) ?? [];
      } catch (error) {
        if (classify(error) !== 'conflict' || rerun >= RERUNS_OF_A_CONFLICT) throw error;
      }
    }
  }

  /** What the handler can read; the rest is counted, or a dead letter without parking: its key can't be trusted. */
  private async readable(records: readonly FetchedRecord[]): Promise<readonly Readable[]> {
    if (this.subscription.as === 'records') return records.map((record) => ({ record, payload: record }));
    const readable: Readable[] = [];
    const unreadable: Promise<void>[] = [];
    for (const record of records) {
      const { partition, offset } = record;
      const decoded = decode(this.contracts.get(record.topic)!, wireRecord(record));
      if (decoded.outcome === 'event')
        readable.push({ record, payload: { event: decoded.event, partition, offset } });
      else if (decoded.outcome === 'unknown-type') this.observer.onIgnored(decoded.type);
      else
        unreadable.push(this.deadLetter(record, { code: decoded.code, reason: decoded.reason, attempts: 1 }));
    }
    await Promise.all(unreadable);
    return readable;
  }

  private async deadLetter(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.deadLetters.publish(record, cause);
    this.observer.onDeadLetter(record, cause);
    this.logger.warn({ ...placeOf(record), ...cause }, 'dead letter');
  }

  private async publish(events: readonly Outgoing[]): Promise<void> {
    await Promise.all(
      events.map(({ topic, partition, record }) => this.producer.append(topic, partition, record)),
    );
  }

  private transient(handledCount: number, error: unknown): Verdict {
    const code = errorCodeOf(error);
    this.observer.onTransient(code);
    return { outcome: 'transient', handledCount, code, error };
  }
}

const placeOf = ({ topic, partition, offset }: FetchedRecord) => ({
  topic,
  partition,
  offset: offset.toString(),
});

function wireRecord(record: FetchedRecord): WireRecord {
  return {
    key: record.key?.toString() ?? null,
    value: record.value?.toString() ?? null,
    headers: Object.fromEntries(record.headers.map(([name, value]) => [name, value.toString()])),
  };
}
