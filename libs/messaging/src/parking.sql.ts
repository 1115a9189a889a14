import type { DeadLetterCause } from './dead-letter-copies.js';
import type { FetchedRecord } from './log-client.js';
import type { SqlSession } from './outbox.sql.js';

/** The consumer's side of parking: one statement each, so that each is one commit. */

/** A partition, as one process reads it. */
export interface LaneName {
  readonly topic: string;
  readonly partition: number;
}

/** A run that began at `offset` for the `attempts`-th time and has not ended. */
export interface RunNote extends LaneName {
  readonly offset: bigint;
  readonly attempts: number;
}

export interface LaneRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string | null;
  readonly attempts: number | null;
  readonly keys: readonly Buffer[] | null;
}

/** Why a record is in parking; of one that only waits behind another: `behind-dead-letter`, no attempts. */
export interface ParkedCause extends DeadLetterCause, LaneName {
  readonly offset: bigint;
}

/** What the database knows of lanes: keys that are parked, and a run that never ended. */
export async function readLanes(session: SqlSession, lanes: readonly LaneName[]): Promise<LaneRow[]> {
  const { rows } = await session.query<LaneRow>(
    `SELECT lane.topic, lane.partition, note."offset", note.attempts, parked.keys
     FROM unnest($1::text[], $2::int[]) AS lane (topic, partition)
     LEFT JOIN run_note note USING (topic, partition)
     LEFT JOIN LATERAL (SELECT array_agg(key) AS keys FROM parked_key
                        WHERE topic = lane.topic AND partition = lane.partition) AS parked ON true`,
    [lanes.map((l) => l.topic), lanes.map((l) => l.partition)],
  );
  return rows;
}

/**
 * Before the runs, so that the death of the process counts. It need not outlast the death of the server: the commit
 * does not wait for the disk.
 */
export async function writeNotes(session: SqlSession, notes: readonly RunNote[]): Promise<void> {
  await session.query(
    `WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     INSERT INTO run_note (topic, partition, "offset", attempts)
     SELECT topic, partition, "offset", attempts FROM unhurried,
       unnest($1::text[], $2::int[], $3::bigint[], $4::int[]) AS note (topic, partition, "offset", attempts)
     ORDER BY topic, partition
     ON CONFLICT (topic, partition) DO UPDATE SET "offset" = excluded."offset", attempts = excluded.attempts`,
    [
      notes.map((n) => n.topic),
      notes.map((n) => n.partition),
      notes.map((n) => n.offset),
      notes.map((n) => n.attempts),
    ],
  );
}

/** The runs have ended. A note that somebody else wrote meanwhile stays. */
export async function clearNotes(session: SqlSession, notes: readonly RunNote[]): Promise<void> {
  await session.query(
    `WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     DELETE FROM run_note USING unhurried,
       unnest($1::text[], $2::int[], $3::bigint[]) AS ended (topic, partition, "offset")
     WHERE run_note.topic = ended.topic AND run_note.partition = ended.partition
       AND run_note."offset" = ended."offset"`,
    [notes.map((n) => n.topic), notes.map((n) => n.partition), notes.map((n) => n.offset)],
  );
}

const COLUMNS = 'topic, partition, "offset", "timestamp", key, value, headers, line, code, reason, attempts';
const GIVEN = `unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[], $7::json[])
  AS given (topic, partition, "offset", "timestamp", key, value, headers)`;
/** A record that comes again is there already: it keeps its cause, and says it for one more copy. */
const AS_IT_IS = `ON CONFLICT (topic, partition, "offset") DO UPDATE SET code = parked_record.code
  RETURNING topic, partition, "offset", code, reason, attempts`;

/** The key is parked from here on, and the record is the first in its line. */
export async function parkKey(
  session: SqlSession,
  record: FetchedRecord,
  cause: DeadLetterCause,
): Promise<ParkedCause[]> {
  // DO UPDATE waits for a redrive that holds the key, and inserts it anew when that one has emptied and deleted it.
  return parkedCauses(
    session,
    `WITH line AS (
       INSERT INTO parked_key (topic, partition, key) SELECT topic, partition, key FROM ${GIVEN}
       ON CONFLICT (topic, partition, key) DO UPDATE SET since = parked_key.since RETURNING topic),
     noted AS (DELETE FROM run_note USING ${GIVEN}
               WHERE run_note.topic = given.topic AND run_note.partition = given.partition)
     INSERT INTO parked_record (${COLUMNS})
     SELECT given.*, true, $8, $9, $10 FROM ${GIVEN}, line ${AS_IT_IS}`,
    [...columnsOf([record]), cause.code, storable(cause.reason), cause.attempts],
  );
}

/** A dead letter whose key is not trusted: it is kept, and holds nobody up. */
export async function keepUnparked(
  session: SqlSession,
  record: FetchedRecord,
  cause: DeadLetterCause,
): Promise<ParkedCause[]> {
  return parkedCauses(
    session,
    `INSERT INTO parked_record (${COLUMNS}) SELECT given.*, false, $8, $9, $10 FROM ${GIVEN} ${AS_IT_IS}`,
    [...columnsOf([record]), cause.code, storable(cause.reason), cause.attempts],
  );
}

export const BEHIND_DEAD_LETTER = 'behind-dead-letter';

/**
 * Records join the lines of their keys, in the order of offsets; those whose key is free are not in the result. KEY
 * SHARE waits for a redrive: it deletes the key with its last record or not at all, and never between.
 */
export async function joinLines(
  session: SqlSession,
  records: readonly FetchedRecord[],
): Promise<ParkedCause[]> {
  return parkedCauses(
    session,
    `WITH line AS MATERIALIZED (
       SELECT topic, partition, key FROM parked_key
       WHERE (topic, partition, key) IN (SELECT topic, partition, key FROM ${GIVEN})
       ORDER BY topic, partition, key FOR KEY SHARE)
     INSERT INTO parked_record (${COLUMNS})
     SELECT given.*, true, '${BEHIND_DEAD_LETTER}', 'waits until the dead letter before it is out of the way', 0
     FROM ${GIVEN} JOIN line USING (topic, partition, key) ${AS_IT_IS}`,
    columnsOf(records),
  );
}

async function parkedCauses(session: SqlSession, text: string, values: unknown[]): Promise<ParkedCause[]> {
  const { rows } = await session.query<Omit<ParkedCause, 'offset'> & { offset: string }>(text, values);
  return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
}

const columnsOf = (records: readonly FetchedRecord[]): unknown[] => [
  records.map((r) => r.topic),
  records.map((r) => r.partition),
  records.map((r) => r.offset),
  records.map((r) => r.timestampMs),
  records.map((r) => r.key),
  records.map((r) => r.value),
  records.map((r) => JSON.stringify(r.headers.map(([name, value]) => [name, value.toString('base64')]))),
];

/** PostgreSQL texts hold everything but NUL. */
const storable = (text: string): string => text.replaceAll('\0', '');
