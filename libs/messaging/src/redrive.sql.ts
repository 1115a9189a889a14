import type { FetchedRecord } from './log-client.js';
import type { SqlSession } from './outbox.sql.js';
import type { LaneName } from './parking-store.js';

/** The operator's side of parking: reads and changes under the locks of `redrive.ts`. */

/** Where a dead letter was read: its name for ever. */
export interface Place extends LaneName {
  readonly offset: bigint;
}

/** The records of one parked key, in the order of their offsets. */
export interface Line extends LaneName {
  readonly key: Buffer;
}

/** A record as it lies in the database. */
export interface ParkedRecord extends FetchedRecord {
  /** In the line of its key; false: nobody waits behind it. */
  readonly line: boolean;
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
  readonly line: boolean;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly since: Date;
}

export const PARKED_COLUMNS =
  'topic, partition, "offset", "timestamp", key, value, headers, line, code, reason, attempts, since';

export const parkedRecordOf = ({ timestamp, offset, headers, ...row }: ParkedRow): ParkedRecord => ({
  ...row,
  offset: BigInt(offset),
  timestampMs: Number(timestamp),
  headers: headers.map(([name, value]) => [name, Buffer.from(value, 'base64')] as const),
});

/** Until the transaction ends nobody joins this line or leaves it. False: the key is not parked (any more). */
export async function lockLine(session: SqlSession, { topic, partition, key }: Line): Promise<boolean> {
  const { rows } = await session.query(
    'SELECT topic FROM parked_key WHERE topic = $1 AND partition = $2 AND key = $3 FOR UPDATE',
    [topic, partition, key],
  );
  return rows.length > 0;
}

/** The first of a locked line. Its own statement, after the lock. */
export async function headOfLine(session: SqlSession, line: Line, limit: number): Promise<ParkedRecord[]> {
  const { rows } = await session.query<ParkedRow>(
    `SELECT ${PARKED_COLUMNS} FROM parked_record
     WHERE topic = $1 AND partition = $2 AND key = $3 AND line ORDER BY "offset" LIMIT $4`,
    [line.topic, line.partition, line.key, limit],
  );
  return rows.map(parkedRecordOf);
}

/** How many wait in a line, and how many after the first so many. */
export async function lengthOfLine(session: SqlSession, line: Line): Promise<number> {
  const { rows } = await session.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM parked_record
     WHERE topic = $1 AND partition = $2 AND key = $3 AND line`,
    [line.topic, line.partition, line.key],
  );
  return rows[0]!.count;
}

export async function readParked(session: SqlSession, place: Place): Promise<ParkedRecord | undefined> {
  return oneAt(session, place, '');
}

/** Of one that stands in no line; nobody else redrives or discards it until the transaction ends. */
export async function lockParked(session: SqlSession, place: Place): Promise<ParkedRecord | undefined> {
  return oneAt(session, place, 'FOR UPDATE');
}

async function oneAt(
  session: SqlSession,
  { topic, partition, offset }: Place,
  lock: '' | 'FOR UPDATE',
): Promise<ParkedRecord | undefined> {
  const { rows } = await session.query<ParkedRow>(
    `SELECT ${PARKED_COLUMNS} FROM parked_record
     WHERE topic = $1 AND partition = $2 AND "offset" = $3 ${lock}`,
    [topic, partition, offset],
  );
  return rows[0] && parkedRecordOf(rows[0]);
}

/** They are out of the way: handled, or given up. */
export async function deleteParked(session: SqlSession, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  await session.query(
    `DELETE FROM parked_record USING unnest($1::text[], $2::int[], $3::bigint[]) AS gone (topic, partition, "offset")
     WHERE parked_record.topic = gone.topic AND parked_record.partition = gone.partition
       AND parked_record."offset" = gone."offset"`,
    [places.map((p) => p.topic), places.map((p) => p.partition), places.map((p) => p.offset)],
  );
}

/** It failed once more, maybe for another reason. */
export async function markFailed(
  session: SqlSession,
  { topic, partition, offset }: Place,
  { code, reason }: { readonly code: string; readonly reason: string },
): Promise<void> {
  await session.query(
    `UPDATE parked_record SET attempts = attempts + 1, code = $4, reason = $5
     WHERE topic = $1 AND partition = $2 AND "offset" = $3`,
    [topic, partition, offset, code, reason],
  );
}

/** Only under `lockLine`: the key is free once nothing of it is left. */
export async function freeIfEmpty(session: SqlSession, { topic, partition, key }: Line): Promise<void> {
  await session.query(
    `DELETE FROM parked_key WHERE topic = $1 AND partition = $2 AND key = $3 AND NOT EXISTS (
       SELECT FROM parked_record WHERE topic = $1 AND partition = $2 AND key = $3 AND line)`,
    [topic, partition, key],
  );
}

/** The lines of a key: one, unless somebody wrote it to several partitions. */
export async function linesOfKey(session: SqlSession, topic: string, key: Buffer): Promise<Line[]> {
  const { rows } = await session.query<Line>(
    'SELECT topic, partition, key FROM parked_key WHERE topic = $1 AND key = $2 ORDER BY partition',
    [topic, key],
  );
  return rows;
}

/** The lines whose first record died with this code, the oldest first. */
export async function linesByCode(session: SqlSession, code: string): Promise<Line[]> {
  const { rows } = await session.query<Line>(
    `SELECT k.topic, k.partition, k.key FROM parked_key k
     CROSS JOIN LATERAL (SELECT code FROM parked_record r
       WHERE r.topic = k.topic AND r.partition = k.partition AND r.key = k.key AND r.line
       ORDER BY r."offset" LIMIT 1) AS head
     WHERE head.code = $1 ORDER BY k.since, k.topic, k.partition, k.key`,
    [code],
  );
  return rows;
}

/** Those with this code that stand in no line. */
export async function unparkedByCode(session: SqlSession, code: string): Promise<Place[]> {
  const { rows } = await session.query<LaneName & { offset: string }>(
    `SELECT topic, partition, "offset" FROM parked_record WHERE NOT line AND code = $1
     ORDER BY topic, partition, "offset"`,
    [code],
  );
  return rows.map(({ offset, ...lane }) => ({ ...lane, offset: BigInt(offset) }));
}
