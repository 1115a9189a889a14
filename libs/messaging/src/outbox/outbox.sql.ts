import { encode, isTooLarge, topics, type EventOf, type TopicContract } from '@peaje/contracts';
import type { SqlSession } from '../ports/sql-session.js';

/** An event that a commit has promised. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** How long the instance that accepted a row has it for itself. */
const OWN_FOR_MS = 2_000;

/** Topics of which Kafka keeps the newest record of a key. */
export const STATE_TOPICS: ReadonlySet<string> = new Set(
  topics.filter(({ cleanup }) => cleanup === 'compact').map(({ name }) => name),
);

/**
 * The relay never gives up on a row, so an event that no reader takes must not become one.
 * @throws ZodError when the event breaks its contract; RangeError when it is too large for its readers.
 */
export function outboxRow<T extends TopicContract>(topic: T, event: EventOf<T>): OutboxRow {
  const { key, headers, value } = encode(topic, event);
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
  if (isTooLarge({ key: Buffer.from(key), value: Buffer.from(value), headers: bytes }))
    throw new RangeError(
      `${event.type} is too large: an event has 64 KiB at most and its key 1 KiB; refer to large data by an id`,
    );
  return { id: event.id, topic: topic.name, key, headers, value };
}

/**
 * For a statement of the caller's own, which stores the cause of the events besides: the beginning of an INSERT, and the rows
 * as a table `event` of five parameters from `$first` on, which `outboxParameters` gives. An event that already waits stays
 * as it is: the same id is the same bytes.
 */
export const insertIntoOutbox = (first: number): string =>
  `INSERT INTO outbox (id, topic, key, headers, value, due_at)
   SELECT event.id, event.topic, event.key, event.headers::json, event.value, now() + ${OWN_FOR_MS} * interval '1 ms'
   FROM unnest(${[0, 1, 2, 3, 4].map((n) => `$${first + n}::text[]`).join(', ')}) AS event (id, topic, key, headers, value)`;

export const ONCE_IN_OUTBOX = 'ON CONFLICT (id) DO NOTHING';

export const outboxParameters = (rows: readonly OutboxRow[]): string[][] => [
  rows.map((r) => r.id),
  rows.map((r) => r.topic),
  rows.map((r) => r.key),
  rows.map((r) => JSON.stringify(r.headers)),
  rows.map((r) => r.value),
];

/** Part of the caller's transaction. */
export async function insertOutbox(session: SqlSession, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.query(`${insertIntoOutbox(1)} ${ONCE_IN_OUTBOX}`, outboxParameters(rows));
}

/**
 * For compacted topics, where only the newest state of a key counts: the row of an older state goes, so that it is not
 * swept in behind a newer one. The caller holds the lock of the row whose state it is.
 */
export async function replaceOutbox(session: SqlSession, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.query(
    `DELETE FROM outbox WHERE id IN (
       SELECT id FROM outbox JOIN unnest($1::text[], $2::text[]) AS newer (topic, key) USING (topic, key)
       ORDER BY id FOR UPDATE OF outbox)`,
    [rows.map((r) => r.topic), rows.map((r) => r.key)],
  );
  await insertOutbox(session, rows);
}

/** How many events wait for their first acknowledgement. */
export async function countOutbox(session: SqlSession): Promise<number> {
  const { rows } = await session.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM outbox WHERE acknowledged_at IS NULL',
  );
  return rows[0]!.count;
}

/**
 * Only after the acknowledgement. Its commit does not wait for the disk: a row that a crash brings back is sent again, which
 * equals being sent once.
 */
export async function deleteOutbox(session: SqlSession, ids: readonly string[]): Promise<void> {
  await session.query(
    `WITH setting AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     DELETE FROM outbox USING setting WHERE id = ANY($1)`,
    [ids],
  );
}

/**
 * After the acknowledgement of states. Kafka keeps the record that came last, and an older state that another instance
 * sent earlier may come later. So the row of the newest state stays. It goes out once more when no send from before it can
 * still be under way, and whenever an older state is acknowledged: its own row is gone by then.
 */
export async function keepStates(
  session: SqlSession,
  states: readonly OutboxRow[],
  longestSendMs: number,
): Promise<void> {
  await session.query(
    `WITH sent AS (
       SELECT topic, key, array_agg(DISTINCT id) AS ids
       FROM unnest($1::text[], $2::text[], $3::text[]) AS sent (id, topic, key) GROUP BY topic, key
     ), newest AS (
       SELECT outbox.id, sent.ids FROM outbox JOIN sent USING (topic, key) ORDER BY outbox.id FOR UPDATE OF outbox
     )
     UPDATE outbox SET
       acknowledged_at = CASE WHEN outbox.id = ANY (ids) THEN now() ELSE acknowledged_at END,
       due_at = CASE
         WHEN ids <> ARRAY[outbox.id] THEN now()
         WHEN created_at + $4 * interval '1 ms' > now() THEN created_at + $4 * interval '1 ms'
         ELSE 'infinity' END
     FROM newest WHERE outbox.id = newest.id`,
    [states.map((r) => r.id), states.map((r) => r.topic), states.map((r) => r.key), longestSendMs],
  );
}

/**
 * Rows whose instance did not relay them in time, by state and never by `id > last`. The instance that claims them has them
 * until the next due time, which moves away while Kafka does not answer (1 s doubling to a minute). By an array, so that no
 * plan reads the whole table for a page of it.
 */
export async function claimDueOutbox(session: SqlSession, limit: number): Promise<OutboxRow[]> {
  const { rows } = await session.query<OutboxRow>(
    `UPDATE outbox
     SET attempts = attempts + 1, due_at = now() + least(60, 2 ^ least(attempts, 6)) * interval '1 s'
     WHERE id = ANY (ARRAY(SELECT id FROM outbox WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
     RETURNING id, topic, key, headers, value`,
    [limit],
  );
  return rows;
}
