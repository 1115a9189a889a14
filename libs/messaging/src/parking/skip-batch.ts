import { groupOf } from '@peaje/contracts';
import { Refusal, type Clock } from '@peaje/kernel';
import type { TopicPartition } from '../kafka/record-position.js';
import { operationRow } from '../outbox/operations.js';
import type { OutboxRow } from '../outbox/outbox.sql.js';
import type { SqlDatabase, SqlSession } from '../ports/sql-session.js';
import type { Actor } from './redrives.js';
import { markSkipped, type BatchOffsets, type ListedBatch } from './unreadable-batches.sql.js';

export interface SkipBatchDeps {
  readonly service: string;
  readonly database: SqlDatabase;
  readonly clock: Clock;
  /** Makes sure that the event is published when the transaction commits. */
  readonly record: (session: SqlSession, row: OutboxRow) => Promise<void>;
}

/** Tells the group to step over one batch that it cannot read. The member that waits before it does so within seconds. */
export class SkipBatch {
  constructor(private readonly deps: SkipBatchDeps) {}

  /** A second call changes nothing. @throws Refusal not-found when the group does not wait before exactly this batch. */
  execute(batch: TopicPartition & BatchOffsets, actor: Actor): Promise<ListedBatch> {
    const { database, record, service, clock } = this.deps;
    return database.transaction(async (session) => {
      const found = await markSkipped(session, batch, actor);
      if (!found)
        throw new Refusal('not-found', {
          detail: 'the group does not wait before this batch: GET /v1/unreadable-batches lists them',
        });
      if (found.isNew) {
        const { topic, partition, firstOffset, lastOffset, code } = found.batch;
        const details = {
          topic,
          partition,
          firstOffset: firstOffset.toString(),
          lastOffset: lastOffset.toString(),
          code,
        };
        const operation = { group: groupOf(service, topic), operation: 'skip-batch', ...actor, details };
        await record(session, operationRow(operation, clock.now()));
      }
      return found.batch;
    });
  }
}
