import { groupOf } from '@peaje/contracts';
import { OneAtATime, Refusal } from '@peaje/kernel';
import { deadLetterId } from './dead-letter-id.js';
import { operationRow, shownKey } from '../outbox/operations.js';
import { insertOutbox } from '../outbox/outbox.sql.js';
import type { SqlSession } from '../ports/sql-session.js';
import type { RecordPosition } from '../kafka/record-position.js';
import {
  deleteParked,
  freeIfEmpty,
  headOfQueue,
  lockQueue,
  lockParked,
  readParked,
  type ParkedRecord,
} from './redrive.sql.js';
import { notFound, notTheHead, type Actor, type RedrivesDeps } from './redrives.js';
import { refuseToDiscard } from './run-parked.js';
import type { TopicHandler } from '../consume/topic-handler.js';

const REFUSED = new Refusal('not-discardable', {
  detail: 'a record of this type cannot be discarded: fix what stops it, then redrive it',
});

/** Discards one dead letter, if its consumer allows it. Under the same lock as a redrive. */
export class Discards {
  private readonly turns = new OneAtATime();

  constructor(private readonly deps: RedrivesDeps) {}

  /** @throws Refusal not-found, not-the-head, not-discardable */
  discard(position: RecordPosition, actor: Actor): Promise<ParkedRecord> {
    return this.turns.run(async () => {
      const found = await this.deps.database.transaction(async (session) => {
        const record = await this.lockHead(session, position);
        await this.runHandler(record);
        await deleteParked(session, [record]);
        if (record.isQueued && record.key !== null)
          await freeIfEmpty(session, { ...record, key: record.key });
        const row = this.operation(record, actor);
        await insertOutbox(session, [row]);
        return { record, row };
      });
      this.deps.metrics.redriven(position.topic, 'discarded', 1);
      this.deps.offer([found.row]);
      return found.record;
    });
  }

  private async lockHead(session: SqlSession, position: RecordPosition): Promise<ParkedRecord> {
    const seen = await readParked(session, position);
    if (!seen) throw notFound();
    const { topic, partition, key } = seen;
    if (!seen.isQueued || key === null) {
      const single = await lockParked(session, position);
      if (!single) throw notFound();
      return single;
    }
    const isParked = await lockQueue(session, { topic, partition, key });
    const [head] = isParked ? await headOfQueue(session, { topic, partition, key }, 1) : [];
    if (!head || head.offset > position.offset) throw notFound();
    if (head.offset !== position.offset) throw notTheHead();
    return head;
  }

  /** Kafka has acknowledged the events of the discard when this resolves. */
  private async runHandler(record: ParkedRecord): Promise<void> {
    const handler = this.deps.handlers.get(record.topic);
    if (!handler) throw REFUSED;
    const reading = handler.read(record);
    if (reading.outcome !== 'readable') return assertNotProtected(handler, record);
    if (!handler.isDiscardable(reading.type)) throw REFUSED;
    await handler.discard(reading).catch(refuseToDiscard);
  }

  private operation(record: ParkedRecord, actor: Actor) {
    const { topic, partition, key, code } = record;
    const details = { topic, partition, key: shownKey(key), discarded: deadLetterId(record), code };
    return operationRow(
      { group: groupOf(this.deps.service, topic), operation: 'discard', ...actor, details },
      this.deps.clock.now(),
    );
  }
}

const unversioned = (type: string): string => type.replace(/\.v\d+$/, '');

/** An unreadable record names its type in a header. If no record of the type may be discarded, neither may this one. */
function assertNotProtected(handler: TopicHandler, { headers }: ParkedRecord): void {
  const named = headers.filter(([name]) => name === 'ce_type').at(-1)?.[1];
  if (named === undefined) return;
  const type = unversioned(named.toString());
  const types = handler.subscription.topics.flatMap(({ events }) => Object.keys(events));
  const protectedTypes = types.filter((one) => !handler.isDiscardable(one)).map(unversioned);
  if (protectedTypes.includes(type)) throw REFUSED;
}
