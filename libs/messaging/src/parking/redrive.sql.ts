import type { FetchedRecord } from '../kafka/kafka-client.js';
import type { SqlSession } from '../ports/sql-session.js';
import type { RecordPosition, TopicPartition } from '../kafka/record-position.js';

/** The operator's side of parking: reads and changes under the locks of `redrive.ts`. */

/** The records of one parked key, in the order of their offsets. */
export interface ParkedQueue extends TopicPartition {
  readonly key: Buffer;
}

/** A parked record as the database has it. */
export interface ParkedRecord extends FetchedRecord {
  /** In the queue of its parked key; false: its key is not parked, and nothing waits behind it. */
  readonly isQueued: boolean;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly since: Date;
}

export interface ParkedRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly isQueued: boolean;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly since: Date;
}

export const PARKED_COLUMNS =
  'topic, partition, "offset", "timestamp", key, value, headers, line AS "isQueued", code, reason, attempts, since';

export const parkedRecordOf = ({ timestamp, offset, headers, ...row }: ParkedRow): ParkedRecord => ({
  ...row,
  offset: BigInt(offset),
  timestampMs: BigInt(timestamp),
  headers: headers.map(([name, value]) => [name, Buffer.from(value, 'base64')] as const),
});

/** Until the transaction ends no record joins or leaves this queue. False: the key is not parked (any more). */
export async function lockQueue(
  session: SqlSession,
  { topic, partition, key }: ParkedQueue,
): Promise<boolean> {
  const { rows } = await session.query(
    'SELECT topic FROM parked_key WHERE topic = $1 AND partition = $2 AND key = $3 FOR UPDATE',
    [topic, partition, key],
  );
  return rows.length > 0;
}

/** The first records of a locked queue. A statement of its own, after the lock. */
export async function headOfQueue(
  session: SqlSession,
  queue: ParkedQueue,
  limit: number,
): Promise<ParkedRecord[]> {
  const { rows } = await session.query<ParkedRow>(
    `SELECT ${PARKED_COLUMNS} FROM parked_record
     WHERE topic = $1 AND partition = $2 AND key = $3 AND line ORDER BY "offset" LIMIT $4`,
    [queue.topic, queue.partition, queue.key, limit],
  );
  return rows.map(parkedRecordOf);
}

/** How many records the queue holds. */
export async function lengthOfQueue(session: SqlSession, queue: ParkedQueue): Promise<number> {
  const { rows } = await session.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM parked_record
     WHERE topic = $1 AND partition = $2 AND key = $3 AND line`,
    [queue.topic, queue.partition, queue.key],
  );
  return rows[0]!.count;
}

export async function readParked(
  session: SqlSession,
  position: RecordPosition,
): Promise<ParkedRecord | undefined> {
  return oneAt(session, position, '');
}

/** Of a record in no queue: until the transaction ends no other operator redrives or discards it. */
export async function lockParked(
  session: SqlSession,
  position: RecordPosition,
): Promise<ParkedRecord | undefined> {
  return oneAt(session, position, 'FOR UPDATE');
}

async function oneAt(
  session: SqlSession,
  { topic, partition, offset }: RecordPosition,
  lock: '' | 'FOR UPDATE',
): Promise<ParkedRecord | undefined> {
  const { rows } = await session.query<ParkedRow>(
    `SELECT ${PARKED_COLUMNS} FROM parked_record
     WHERE topic = $1 AND partition = $2 AND "offset" = $3 ${lock}`,
    [topic, partition, offset],
  );
  return rows[0] && parkedRecordOf(rows[0]);
}

/** These are out of the way: handled, or discarded. */
export async function deleteParked(session: SqlSession, positions: readonly RecordPosition[]): Promise<void> {
  if (positions.length === 0) return;
  await session.query(
    `DELETE FROM parked_record USING unnest($1::text[], $2::int[], $3::bigint[]) AS gone (topic, partition, "offset")
     WHERE parked_record.topic = gone.topic AND parked_record.partition = gone.partition
       AND parked_record."offset" = gone."offset"`,
    [positions.map((p) => p.topic), positions.map((p) => p.partition), positions.map((p) => p.offset)],
  );
}

/** The record failed once more, maybe for another reason. */
export async function markFailed(
  session: SqlSession,
  { topic, partition, offset }: RecordPosition,
  { code, reason }: { readonly code: string; readonly reason: string },
): Promise<void> {
  await session.query(
    `UPDATE parked_record SET attempts = attempts + 1, code = $4, reason = $5
     WHERE topic = $1 AND partition = $2 AND "offset" = $3`,
    [topic, partition, offset, code, reason],
  );
}

/** Only under `lockQueue`: the key is free once its queue is empty. */
export async function freeIfEmpty(
  session: SqlSession,
  { topic, partition, key }: ParkedQueue,
): Promise<void> {
  await session.query(
    `DELETE FROM parked_key WHERE topic = $1 AND partition = $2 AND key = $3 AND NOT EXISTS (
       SELECT FROM parked_record WHERE topic = $1 AND partition = $2 AND key = $3 AND line)`,
    [topic, partition, key],
  );
}

/** The queues of a key: one, unless a producer wrote the key to several partitions. */
export async function queuesOfKey(session: SqlSession, topic: string, key: Buffer): Promise<ParkedQueue[]> {
  const { rows } = await session.query<ParkedQueue>(
    'SELECT topic, partition, key FROM parked_key WHERE topic = $1 AND key = $2 ORDER BY partition',
    [topic, key],
  );
  return rows;
}

/** The queues whose first record failed with this code, the oldest first. */
export async function queuesByCode(session: SqlSession, code: string): Promise<ParkedQueue[]> {
  const { rows } = await session.query<ParkedQueue>(
    `SELECT k.topic, k.partition, k.key FROM parked_key k
     CROSS JOIN LATERAL (SELECT code FROM parked_record r
       WHERE r.topic = k.topic AND r.partition = k.partition AND r.key = k.key AND r.line
       ORDER BY r."offset" LIMIT 1) AS head
     WHERE head.code = $1 ORDER BY k.since, k.topic, k.partition, k.key`,
    [code],
  );
  return rows;
}

/** The dead letters with this code that are in no queue. */
export async function unparkedByCode(session: SqlSession, code: string): Promise<RecordPosition[]> {
  const { rows } = await session.query<TopicPartition & { offset: string }>(
    `SELECT topic, partition, "offset" FROM parked_record WHERE NOT line AND code = $1
     ORDER BY topic, partition, "offset"`,
    [code],
  );
  return rows.map(({ offset, ...at }) => ({ ...at, offset: BigInt(offset) }));
}
