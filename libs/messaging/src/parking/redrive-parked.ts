import { LONGEST_REDRIVE_SECONDS } from '@peaje/contracts';
import { positionOfDeadLetter } from './dead-letter-id.js';
import type { SqlDatabase } from '../ports/sql-session.js';
import type { RecordPosition } from '../kafka/record-position.js';
import {
  headOfQueue,
  lengthOfQueue,
  queuesByCode,
  queuesOfKey,
  readParked,
  unparkedByCode,
  type ParkedQueue,
  type ParkedRecord,
} from './redrive.sql.js';
import { notFound, notTheHead, type Actor, type RedriveReport, type Redrives } from './redrives.js';

/** One dead letter; all that waits under a key; everything whose first dead letter has a code. */
export type Selection =
  | { readonly deadLetterId: string }
  | { readonly topic: string; readonly key: string }
  | { readonly code: string };

export interface RedriveCommand extends Actor {
  readonly selection: Selection;
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** Finds what an operator means, and redrives it queue by queue. A queue that stops does not stop the others. */
export class RedriveParked {
  constructor(
    private readonly database: SqlDatabase,
    private readonly redrives: Redrives,
  ) {}

  /** @throws Refusal not-found, not-the-head */
  async execute({ selection, dryRun, ...actor }: RedriveCommand): Promise<RedriveReport[]> {
    if ('deadLetterId' in selection) return [await this.one(selection.deadLetterId, dryRun, actor)];
    const until = performance.now() + LONGEST_REDRIVE_SECONDS * 1_000;
    const queues = await this.queuesOf(selection);
    const singles = 'code' in selection ? await unparkedByCode(this.database, selection.code) : [];
    if (queues.length + singles.length === 0) throw notFound();
    const reports: RedriveReport[] = [];
    for (const queue of queues)
      reports.push(
        dryRun || performance.now() > until
          ? await this.untouched(queue)
          : await this.redrives.queue(queue, actor, until),
      );
    for (const position of singles)
      reports.push(
        dryRun || performance.now() > until
          ? untouchedSingle(position)
          : await this.redrives.single(position, actor),
      );
    return reports;
  }

  private queuesOf(selection: Exclude<Selection, { deadLetterId: string }>): Promise<ParkedQueue[]> {
    return 'code' in selection
      ? queuesByCode(this.database, selection.code)
      : queuesOfKey(this.database, selection.topic, Buffer.from(selection.key));
  }

  private async one(id: string, dryRun: boolean, actor: Actor): Promise<RedriveReport> {
    const position = positionOfDeadLetter(id);
    const record = position && (await readParked(this.database, position));
    if (!record) throw notFound();
    const queue = queueOf(record);
    if (!queue) return dryRun ? untouchedSingle(record) : this.redrives.single(record, actor);
    if (!dryRun) return this.redrives.head(queue, record, actor);
    const [head] = await headOfQueue(this.database, queue, 1);
    if (head?.offset !== record.offset) throw notTheHead();
    return { ...queue, redriven: 0, left: 1, stoppedBy: null };
  }

  private async untouched(queue: ParkedQueue): Promise<RedriveReport> {
    return { ...queue, redriven: 0, left: await lengthOfQueue(this.database, queue), stoppedBy: null };
  }
}

const queueOf = ({ topic, partition, key, isQueued }: ParkedRecord): ParkedQueue | undefined =>
  isQueued && key !== null ? { topic, partition, key } : undefined;

const untouchedSingle = ({
  topic,
  partition,
  key = null,
}: RecordPosition & { readonly key?: Buffer | null }): RedriveReport => ({
  topic,
  partition,
  key,
  redriven: 0,
  left: 1,
  stoppedBy: null,
});
