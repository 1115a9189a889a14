import { groupOf } from '@peaje/contracts';
import { OneAtATime, Refusal, type Clock } from '@peaje/kernel';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import { operationRow, shownKey } from '../outbox/operations.js';
import { insertOutbox, type OutboxRow } from '../outbox/outbox.sql.js';
import type { SqlDatabase, SqlSession } from '../ports/sql-session.js';
import { deadLetterId } from './dead-letter-id.js';
import type { RecordPosition } from '../kafka/record-position.js';
import {
  deleteParked,
  freeIfEmpty,
  headOfQueue,
  lengthOfQueue,
  lockQueue,
  lockParked,
  markFailed,
  type ParkedQueue,
  type ParkedRecord,
} from './redrive.sql.js';
import { runParked, type RunEnd } from './run-parked.js';
import type { TopicHandlers } from '../consume/topic-handler.js';

export interface Actor {
  /** The owner of the API key. */
  readonly operator: string;
  /** For the record: why. */
  readonly reason: string;
}

/** Why a redrive went no further: `outage` is no attempt, and nothing was changed by it. */
interface Stop {
  readonly deadLetterId: string;
  readonly code: string;
  readonly attempts: number;
  readonly outage: boolean;
}

/** What became of one queue, or of one dead letter that stands in none. */
export interface RedriveReport {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  readonly redriven: number;
  readonly left: number;
  readonly stoppedBy: Stop | null;
}

export interface RedrivesDeps {
  readonly database: SqlDatabase;
  readonly handlers: TopicHandlers;
  readonly service: string;
  readonly clock: Clock;
  readonly metrics: MessagingMetrics;
  /** Brings rows of the outbox to Kafka once their commit has returned. */
  readonly offer: (rows: readonly OutboxRow[]) => void;
}

/** Records a transaction: consumers of the same key wait no longer than these take. */
const RECORDS_AT_ONCE = 64;

/**
 * Runs parked records through the handler that consumers use, under the lock of their key. A transaction: lock the key →
 * its first records through the handler (its own transaction, its events acknowledged) → rows away, the key free if
 * nothing is left, the operation in the outbox. A crash in between leaves the rows, and handling twice equals once.
 */
export class Redrives {
  /** One after another: each holds a connection while the handler needs another. */
  private readonly turns = new OneAtATime();

  constructor(private readonly deps: RedrivesDeps) {}

  /** The whole queue, or as much of it as `until` (ms of `performance.now`) allows. @throws what the database throws */
  async queue(queue: ParkedQueue, actor: Actor, until: number): Promise<RedriveReport> {
    let redriven = 0;
    for (;;) {
      const { handled, left, stoppedBy } = await this.turns.run(() =>
        this.part(queue, actor, RECORDS_AT_ONCE),
      );
      redriven += handled;
      if (left === 0 || stoppedBy || performance.now() > until)
        return { ...nameOf(queue), redriven, left, stoppedBy };
    }
  }

  /** The first of a queue alone. @throws Refusal not-the-head */
  async head(queue: ParkedQueue, position: RecordPosition, actor: Actor): Promise<RedriveReport> {
    const { handled, left, stoppedBy } = await this.turns.run(() => this.part(queue, actor, 1, position));
    return { ...nameOf(queue), redriven: handled, left, stoppedBy };
  }

  /** One that stands in no queue. @throws Refusal not-found, not-the-head */
  single(position: RecordPosition, actor: Actor): Promise<RedriveReport> {
    return this.turns.run(async () => {
      const { record, end, rows } = await this.deps.database.transaction(async (session) => {
        const record = await lockParked(session, position);
        if (!record) throw notFound();
        await assertNotBehindOthers(session, record);
        const end = await runParked(this.deps.handlers, [record]);
        return { record, end, rows: await this.settle(session, end, { ...nameOf(record), actor }) };
      });
      this.committed(position.topic, end, rows);
      const redriven = end.handled.length;
      return { ...nameOf(record), redriven, left: 1 - redriven, stoppedBy: stopOf(end) };
    });
  }

  private async part(queue: ParkedQueue, actor: Actor, limit: number, only?: RecordPosition) {
    const { end, left, rows } = await this.deps.database.transaction(async (session) => {
      const isParked = await lockQueue(session, queue);
      const records = isParked ? await headOfQueue(session, queue, limit) : [];
      if (only && records[0]?.offset !== only.offset) throw notTheHead();
      const end = await runParked(this.deps.handlers, records);
      const rows = await this.settle(session, end, { ...nameOf(queue), actor });
      await freeIfEmpty(session, queue);
      return { end, rows, left: await lengthOfQueue(session, queue) };
    });
    this.committed(queue.topic, end, rows);
    return { handled: end.handled.length, left, stoppedBy: stopOf(end) };
  }

  private committed(topic: string, { handled, failed }: RunEnd, rows: readonly OutboxRow[]): void {
    this.deps.metrics.redriven(topic, 'redriven', handled.length);
    if (failed && !failed.outage) this.deps.metrics.redriven(topic, 'failed', 1);
    this.deps.offer(rows);
  }

  /** The changes and their record, in one commit; after an outage that let nothing through there is neither. */
  private async settle(
    session: SqlSession,
    { handled, failed }: RunEnd,
    { actor, ...queue }: { readonly actor: Actor } & ReturnType<typeof nameOf>,
  ): Promise<OutboxRow[]> {
    await deleteParked(session, handled);
    const failure = failed && !failed.outage ? failed : undefined;
    if (failure) await markFailed(session, failure.record, failure);
    if (handled.length === 0 && !failure) return [];
    const details = {
      topic: queue.topic,
      partition: queue.partition,
      key: shownKey(queue.key),
      redriven: handled.map(deadLetterId),
      failed: failure ? { deadLetterId: deadLetterId(failure.record), code: failure.code } : null,
    };
    const row = operationRow(
      { group: groupOf(this.deps.service, queue.topic), operation: 'redrive', ...actor, details },
      this.deps.clock.now(),
    );
    await insertOutbox(session, [row]);
    return [row];
  }
}

const nameOf = ({ topic, partition, key }: Omit<ParkedQueue, 'key'> & { readonly key: Buffer | null }) => ({
  topic,
  partition,
  key,
});

function stopOf({ failed }: RunEnd): Stop | null {
  if (!failed) return null;
  const { record, code, outage } = failed;
  return { deadLetterId: deadLetterId(record), code, attempts: record.attempts + (outage ? 0 : 1), outage };
}

/** It stands in no queue, but others of its key may, from before it. */
async function assertNotBehindOthers(session: SqlSession, record: ParkedRecord): Promise<void> {
  const { topic, partition, key, offset } = record;
  if (key === null || !(await lockQueue(session, { topic, partition, key }))) return;
  const [head] = await headOfQueue(session, { topic, partition, key }, 1);
  if (head && head.offset < offset) throw notTheHead();
}

export const notFound = () =>
  new Refusal('not-found', {
    detail: 'there is no such dead letter, or it is out of the way: GET /v1/dead-letters lists them',
  });

export const notTheHead = () =>
  new Refusal('not-the-head', {
    detail: 'earlier records of its key wait before it: take the first of them, or the whole key',
  });
