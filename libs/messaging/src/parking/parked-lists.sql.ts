import type { RecordPosition } from '../kafka/record-position.js';
import type { SqlSession } from '../ports/sql-session.js';
import {
  PARKED_COLUMNS,
  parkedRecordOf,
  type ParkedQueue,
  type ParkedRecord,
  type ParkedRow,
} from './redrive.sql.js';

export interface ParkedFilter {
  readonly topic?: string | undefined;
  readonly key?: Buffer | undefined;
  readonly code?: string | undefined;
  readonly after?: RecordPosition | undefined;
}

export interface ListedRecord extends ParkedRecord {
  readonly isHead: boolean;
}

const IS_HEAD = `line AND NOT EXISTS (
  SELECT FROM parked_record earlier
  WHERE earlier.topic = r.topic AND earlier.partition = r.partition AND earlier.key = r.key AND earlier.line
    AND earlier."offset" < r."offset") AS "isHead"`;

/** In the order in which they will be redriven. */
export async function listParked(
  session: SqlSession,
  { topic, key, code, after }: ParkedFilter,
  limit: number,
): Promise<ListedRecord[]> {
  const { rows } = await session.query<ParkedRow & { isHead: boolean }>(
    `SELECT ${PARKED_COLUMNS}, ${IS_HEAD} FROM parked_record r
     WHERE ($1::text IS NULL OR topic = $1) AND ($2::bytea IS NULL OR key = $2) AND ($3::text IS NULL OR code = $3)
       AND ($4::text IS NULL OR (topic, partition, "offset") > ($4, $5, $6))
     ORDER BY topic, partition, "offset" LIMIT $7`,
    [
      topic ?? null,
      key ?? null,
      code ?? null,
      after?.topic ?? null,
      after?.partition ?? 0,
      after?.offset ?? 0n,
      limit,
    ],
  );
  return rows.map(({ isHead, ...row }) => ({ ...parkedRecordOf(row), isHead }));
}

export async function findParked(
  session: SqlSession,
  { topic, partition, offset }: RecordPosition,
): Promise<ListedRecord | undefined> {
  const { rows } = await session.query<ParkedRow & { isHead: boolean }>(
    `SELECT ${PARKED_COLUMNS}, ${IS_HEAD} FROM parked_record r
     WHERE topic = $1 AND partition = $2 AND "offset" = $3`,
    [topic, partition, offset],
  );
  return rows.map(({ isHead, ...row }) => ({ ...parkedRecordOf(row), isHead }))[0];
}

export interface ParkedKey extends ParkedQueue {
  readonly since: Date;
  readonly records: number;
  readonly head: { readonly offset: bigint; readonly code: string; readonly attempts: number };
}

/** By topic, partition and the bytes of the key. */
export async function listParkedKeys(
  session: SqlSession,
  after: ParkedQueue | undefined,
  limit: number,
): Promise<ParkedKey[]> {
  const { rows } = await session.query<
    Omit<ParkedKey, 'head'> & { offset: string; code: string; attempts: number }
  >(
    `SELECT k.topic, k.partition, k.key, k.since, head."offset", head.code, head.attempts,
            (SELECT count(*)::int FROM parked_record r
             WHERE r.topic = k.topic AND r.partition = k.partition AND r.key = k.key AND r.line) AS records
     FROM parked_key k CROSS JOIN LATERAL (
       SELECT "offset", code, attempts FROM parked_record r
       WHERE r.topic = k.topic AND r.partition = k.partition AND r.key = k.key AND r.line
       ORDER BY r."offset" LIMIT 1) AS head
     WHERE $1::text IS NULL OR (k.topic, k.partition, k.key) > ($1, $2, $3)
     ORDER BY k.topic, k.partition, k.key LIMIT $4`,
    [after?.topic ?? null, after?.partition ?? 0, after?.key ?? Buffer.alloc(0), limit],
  );
  return rows.map(({ offset, code, attempts, ...row }) => ({
    ...row,
    head: { offset: BigInt(offset), code, attempts },
  }));
}

/** For the gauges. */
export async function countParked(session: SqlSession): Promise<{ keys: number; records: number }> {
  const { rows } = await session.query<{ keys: number; records: number }>(
    `SELECT (SELECT count(*)::int FROM parked_key) AS keys, (SELECT count(*)::int FROM parked_record) AS records`,
  );
  return rows[0]!;
}
