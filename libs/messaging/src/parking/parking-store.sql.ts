import type { DeadLetterCause } from '../consume/dead-letter-copies.js';
import type { TopicPartition } from '../kafka/record-position.js';
import type { FetchedRecord } from '../kafka/kafka-client.js';
import type { SqlSession } from '../ports/sql-session.js';
import {
  BEHIND_DEAD_LETTER,
  ParkingStore,
  type StoredPartition,
  type ParkedCause,
  type AttemptMarker,
} from '../consume/parking-store.js';

const COLUMNS = 'topic, partition, "offset", "timestamp", key, value, headers, line, code, reason, attempts';
const GIVEN = `unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[], $7::json[])
  AS given (topic, partition, "offset", "timestamp", key, value, headers)`;
const AS_IT_IS = `ON CONFLICT (topic, partition, "offset") DO UPDATE SET code = parked_record.code
  RETURNING topic, partition, "offset", code, reason, attempts`;
/** A marker outlasts the process and need not outlast the server: its commit does not wait for the disk. */
const ASYNC_COMMIT = `async_commit AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`;

interface PartitionRow extends TopicPartition {
  readonly offset: string | null;
  readonly attempts: number | null;
  readonly keys: readonly Buffer[] | null;
}

/** Each method is one statement, and so one commit. */
export class SqlParkingStore extends ParkingStore {
  constructor(private readonly session: SqlSession) {
    super();
  }

  async readPartitions(partitions: readonly TopicPartition[]): Promise<StoredPartition[]> {
    const { rows } = await this.session.query<PartitionRow>(
      `SELECT given.topic, given.partition, note."offset", note.attempts, parked.keys
       FROM unnest($1::text[], $2::int[]) AS given (topic, partition)
       LEFT JOIN run_note note USING (topic, partition)
       LEFT JOIN LATERAL (SELECT array_agg(key) AS keys FROM parked_key
                          WHERE topic = given.topic AND partition = given.partition) AS parked ON true`,
      [partitions.map((p) => p.topic), partitions.map((p) => p.partition)],
    );
    return rows.map(({ topic, partition, offset, attempts, keys }) => ({
      topic,
      partition,
      parkedKeys: keys ?? [],
      marker:
        offset === null ? undefined : { topic, partition, offset: BigInt(offset), attempts: attempts ?? 0 },
    }));
  }

  async writeMarkers(markers: readonly AttemptMarker[]): Promise<void> {
    await this.session.query(
      `WITH ${ASYNC_COMMIT}
       INSERT INTO run_note (topic, partition, "offset", attempts)
       SELECT topic, partition, "offset", attempts FROM async_commit,
         unnest($1::text[], $2::int[], $3::bigint[], $4::int[]) AS note (topic, partition, "offset", attempts)
       ORDER BY topic, partition
       ON CONFLICT (topic, partition) DO UPDATE SET "offset" = excluded."offset", attempts = excluded.attempts`,
      [
        markers.map((n) => n.topic),
        markers.map((n) => n.partition),
        markers.map((n) => n.offset),
        markers.map((n) => n.attempts),
      ],
    );
  }

  async clearMarkers(markers: readonly AttemptMarker[]): Promise<void> {
    await this.session.query(
      `WITH ${ASYNC_COMMIT}
       DELETE FROM run_note USING async_commit,
         unnest($1::text[], $2::int[], $3::bigint[]) AS ended (topic, partition, "offset")
       WHERE run_note.topic = ended.topic AND run_note.partition = ended.partition
         AND run_note."offset" = ended."offset"`,
      [markers.map((n) => n.topic), markers.map((n) => n.partition), markers.map((n) => n.offset)],
    );
  }

  /** DO UPDATE waits for a redrive that holds the key, and inserts it anew when that one has emptied and deleted it. */
  parkKey(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]> {
    return this.insert(
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

  storeDeadLetter(record: FetchedRecord, cause: DeadLetterCause): Promise<ParkedCause[]> {
    return this.insert(
      `INSERT INTO parked_record (${COLUMNS}) SELECT given.*, false, $8, $9, $10 FROM ${GIVEN} ${AS_IT_IS}`,
      [...columnsOf([record]), cause.code, storable(cause.reason), cause.attempts],
    );
  }

  /** KEY SHARE conflicts with the DELETE and with the FOR UPDATE of a redrive, and not with other consumers. */
  parkBehind(records: readonly FetchedRecord[]): Promise<ParkedCause[]> {
    return this.insert(
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

  private async insert(text: string, values: unknown[]): Promise<ParkedCause[]> {
    const { rows } = await this.session.query<Omit<ParkedCause, 'offset'> & { offset: string }>(text, values);
    return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
  }
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
