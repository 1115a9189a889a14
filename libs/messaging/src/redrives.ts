import { OneAtATime, Refusal, type Clock } from '@peaje/kernel';
import type { MessagingMetrics } from './messaging-metrics.js';
import { operationRow, shownKey } from './operations.js';
import { insertOutbox, type OutboxRow, type SqlDatabase, type SqlSession } from './outbox.sql.js';
import { deadLetterId } from './dead-letter-id.js';
import {
  deleteParked,
  freeIfEmpty,
  headOfLine,
  lengthOfLine,
  lockLine,
  lockParked,
  markFailed,
  type Line,
  type ParkedRecord,
  type Place,
} from './redrive.sql.js';
import { runParked, type RunEnd } from './run-parked.js';
import type { TopicHandlers } from './topic-handler.js';

export interface Actor {
  /** Who: the owner of the key. */
  readonly operator: string;
  /** For the record: why. */
  readonly reason: string;
}

/** Why a redrive went no further: `outage` is no attempt, and nothing was changed by it. */
export interface Stop {
  readonly deadLetterId: string;
  readonly code: string;
  readonly attempts: number;
  readonly outage: boolean;
}

/** What became of one line, or of one dead letter that stands in none. */
export interface LineReport {
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
  readonly group: string;
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
  private readonly queue = new OneAtATime();

  constructor(private readonly deps: RedrivesDeps) {}

  /** The whole line, or as much of it as `until` (ms of `performance.now`) allows. @throws what the database throws */
  async line(line: Line, actor: Actor, until: number): Promise<LineReport> {
    let redriven = 0;
    for (;;) {
      const { handled, left, stoppedBy } = await this.queue.run(() =>
        this.part(line, actor, RECORDS_AT_ONCE),
      );
      redriven += handled;
      if (left === 0 || stoppedBy || performance.now() > until)
        return { ...nameOf(line), redriven, left, stoppedBy };
    }
  }

  /** The first of a line alone. @throws Refusal not-the-head */
  async head(line: Line, place: Place, actor: Actor): Promise<LineReport> {
    const { handled, left, stoppedBy } = await this.queue.run(() => this.part(line, actor, 1, place));
    return { ...nameOf(line), redriven: handled, left, stoppedBy };
  }

  /** One that stands in no line. @throws Refusal not-found, not-the-head */
  single(place: Place, actor: Actor): Promise<LineReport> {
    return this.queue.run(async () => {
      const { record, end, rows } = await this.deps.database.transaction(async (session) => {
        const record = await lockParked(session, place);
        if (!record) throw notFound();
        await assertNotBehindOthers(session, record);
        const end = await runParked(this.deps.handlers, [record]);
        return { record, end, rows: await this.settle(session, end, { ...nameOf(record), actor }) };
      });
      this.committed(place.topic, end, rows);
      const redriven = end.handled.length;
      return { ...nameOf(record), redriven, left: 1 - redriven, stoppedBy: stopOf(end) };
    });
  }

  private async part(line: Line, actor: Actor, limit: number, only?: Place) {
    const { end, left, rows } = await this.deps.database.transaction(async (session) => {
      const isParked = await lockLine(session, line);
      const records = isParked ? await headOfLine(session, line, limit) : [];
      if (only && records[0]?.offset !== only.offset) throw notTheHead();
      const end = await runParked(this.deps.handlers, records);
      const rows = await this.settle(session, end, { ...nameOf(line), actor });
      await freeIfEmpty(session, line);
      return { end, rows, left: await lengthOfLine(session, line) };
    });
    this.committed(line.topic, end, rows);
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
    { actor, ...line }: { readonly actor: Actor } & ReturnType<typeof nameOf>,
  ): Promise<OutboxRow[]> {
    await deleteParked(session, handled);
    const failure = failed && !failed.outage ? failed : undefined;
    if (failure) await markFailed(session, failure.record, failure);
    if (handled.length === 0 && !failure) return [];
    const details = {
      topic: line.topic,
      partition: line.partition,
      key: shownKey(line.key),
      redriven: handled.map(deadLetterId),
      failed: failure ? { deadLetterId: deadLetterId(failure.record), code: failure.code } : null,
    };
    const row = operationRow(
      { group: this.deps.group, operation: 'redrive', ...actor, details },
      this.deps.clock.now(),
    );
    await insertOutbox(session, [row]);
    return [row];
  }
}

const nameOf = ({ topic, partition, key }: Omit<Line, 'key'> & { readonly key: Buffer | null }) => ({
  topic,
  partition,
  key,
});

function stopOf({ failed }: RunEnd): Stop | null {
  if (!failed) return null;
  const { record, code, outage } = failed;
  return { deadLetterId: deadLetterId(record), code, attempts: record.attempts + (outage ? 0 : 1), outage };
}

/** It stands in no line, but others of its key may, from before it. */
async function assertNotBehindOthers(session: SqlSession, record: ParkedRecord): Promise<void> {
  const { topic, partition, key, offset } = record;
  if (key === null || !(await lockLine(session, { topic, partition, key }))) return;
  const [head] = await headOfLine(session, { topic, partition, key }, 1);
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
