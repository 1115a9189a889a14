import { UnreadableBatchStore } from '../consume/unreadable-batches.js';
import type { UnreadableBatch } from '../kafka/kafka-client.js';
import type { TopicPartition } from '../kafka/record-position.js';
import type { SqlSession } from '../ports/sql-session.js';

/** A batch that its group cannot read, or has stepped over. */
export interface ListedBatch extends TopicPartition, BatchOffsets {
  readonly code: string;
  readonly reason: string;
  readonly since: Date;
  /** Null: the group waits before it. */
  readonly skipped: { readonly at: Date; readonly by: string; readonly reason: string } | null;
}

/** Both inclusive. */
export interface BatchOffsets {
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
}

const COLUMNS = `topic, partition, first_offset, last_offset, code, reason, since, skipped_at, skipped_by, skip_reason`;

interface BatchRow extends TopicPartition {
  readonly first_offset: string;
  readonly last_offset: string;
  readonly code: string;
  readonly reason: string;
  readonly since: Date;
  readonly skipped_at: Date | null;
  readonly skipped_by: string | null;
  readonly skip_reason: string | null;
}

/** Each method is one statement, and so one commit. */
export class SqlUnreadableBatchStore extends UnreadableBatchStore {
  constructor(private readonly session: SqlSession) {
    super();
  }

  /** A batch that ends elsewhere than it did is another one, and nobody has given that up. */
  async report(
    { topic, partition }: TopicPartition,
    batch: UnreadableBatch,
  ): Promise<{ isSkipped: boolean }> {
    const { rows } = await this.session.query<{ is_skipped: boolean }>(
      `INSERT INTO unreadable_batch AS known (topic, partition, first_offset, last_offset, code, reason)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (topic, partition, first_offset) DO UPDATE SET
         code = excluded.code, reason = excluded.reason, last_offset = excluded.last_offset,
         skipped_at = CASE WHEN known.last_offset = excluded.last_offset THEN known.skipped_at END
       RETURNING skipped_at IS NOT NULL AS is_skipped`,
      [topic, partition, batch.firstOffset, batch.lastOffset, batch.code, batch.reason],
    );
    return { isSkipped: rows[0]!.is_skipped };
  }

  async readUpTo({ topic, partition }: TopicPartition, nextOffset: bigint): Promise<void> {
    await this.session.query(
      `DELETE FROM unreadable_batch
       WHERE topic = $1 AND partition = $2 AND first_offset < $3 AND skipped_at IS NULL`,
      [topic, partition, nextOffset],
    );
  }
}

export async function listUnreadableBatches(session: SqlSession): Promise<ListedBatch[]> {
  const { rows } = await session.query<BatchRow>(
    `SELECT ${COLUMNS} FROM unreadable_batch ORDER BY topic, partition, first_offset`,
  );
  return rows.map(listed);
}

/** For the gauge: the batches that the group waits before. */
export async function countUnreadableBatches(session: SqlSession): Promise<number> {
  const { rows } = await session.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM unreadable_batch WHERE skipped_at IS NULL',
  );
  return rows[0]!.count;
}

/** Undefined when the group has not reported exactly this batch. `isNew`: it was not skipped before. */
export async function markSkipped(
  session: SqlSession,
  { topic, partition, firstOffset, lastOffset }: TopicPartition & BatchOffsets,
  { operator, reason }: { readonly operator: string; readonly reason: string },
): Promise<{ batch: ListedBatch; isNew: boolean } | undefined> {
  const position = [topic, partition, firstOffset, lastOffset];
  const where = 'topic = $1 AND partition = $2 AND first_offset = $3 AND last_offset = $4';
  const { rows } = await session.query<BatchRow>(
    `UPDATE unreadable_batch SET skipped_at = now(), skipped_by = $5, skip_reason = $6
     WHERE ${where} AND skipped_at IS NULL RETURNING ${COLUMNS}`,
    [...position, operator, reason],
  );
  if (rows[0]) return { batch: listed(rows[0]), isNew: true };
  const { rows: skippedBefore } = await session.query<BatchRow>(
    `SELECT ${COLUMNS} FROM unreadable_batch WHERE ${where}`,
    position,
  );
  return skippedBefore[0] && { batch: listed(skippedBefore[0]), isNew: false };
}

const listed = (row: BatchRow): ListedBatch => ({
  topic: row.topic,
  partition: row.partition,
  firstOffset: BigInt(row.first_offset),
  lastOffset: BigInt(row.last_offset),
  code: row.code,
  reason: row.reason,
  since: row.since,
  skipped: row.skipped_at && { at: row.skipped_at, by: row.skipped_by ?? '', reason: row.skip_reason ?? '' },
});
