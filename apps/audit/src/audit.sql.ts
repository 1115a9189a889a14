import { chainOf, EMPTY_CHAIN, type Head, type LogRecord } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import type { Append } from './append.js';
import {
  headersJson,
  headsOf,
  recordOf,
  type EntryPosition,
  type EntryRow,
  type HeadRow,
} from './entry-row.js';
import { headerText } from './header-text.js';

/** The hot statements. A batch of any size runs each of them once. */

/** Locks in the order of names, so that two group members never deadlock. */
export async function lockChains(session: SqlSession, names: readonly string[]): Promise<Map<string, Head>> {
  await session.query(
    `INSERT INTO chain (name, seq, "offset", hash)
     SELECT name, $2, $3, $4 FROM unnest($1::text[]) AS name ORDER BY name
     ON CONFLICT (name) DO NOTHING`,
    [names, EMPTY_CHAIN.seq, EMPTY_CHAIN.offset, EMPTY_CHAIN.hash],
  );
  const { rows } = await session.query<HeadRow>(
    'SELECT name, seq, "offset", hash FROM chain WHERE name = ANY($1) ORDER BY name FOR UPDATE',
    [names],
  );
  return headsOf(rows);
}

/** The stored records at the positions of these ones, by chain and offset. Its own statement, after the lock. */
export async function readEntries(
  session: SqlSession,
  records: readonly LogRecord[],
): Promise<Map<string, Map<bigint, LogRecord>>> {
  const byChain = new Map<string, Map<bigint, LogRecord>>();
  if (records.length === 0) return byChain;
  const { rows } = await session.query<EntryRow & { chain: string }>(
    `SELECT e.chain, e.topic, e.partition, e."offset", e.timestamp, e.key, e.value, e.headers
     FROM unnest($1::text[], $2::bigint[]) AS wanted (chain, "offset")
     JOIN entry e USING (chain, "offset")`,
    [records.map(chainOf), records.map(({ offset }) => offset)],
  );
  for (const row of rows) {
    const chain = byChain.get(row.chain) ?? new Map<bigint, LogRecord>();
    byChain.set(row.chain, chain.set(BigInt(row.offset), recordOf(row)));
  }
  return byChain;
}

export async function insertEntries(
  session: SqlSession,
  appends: ReadonlyMap<string, Append>,
): Promise<void> {
  const rows = [...appends].flatMap(([chain, { entries }]) => entries.map((entry) => ({ chain, ...entry })));
  if (rows.length === 0) return;
  await session.query(
    `INSERT INTO entry
       (chain, seq, topic, partition, "offset", timestamp, key, value, headers, type, subject, hash)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::int[], $5::bigint[], $6::bigint[],
                          $7::bytea[], $8::bytea[], $9::json[], $10::text[], $11::text[], $12::bytea[])`,
    [
      rows.map(({ chain }) => chain),
      rows.map(({ seq }) => seq),
      rows.map(({ record }) => record.topic),
      rows.map(({ record }) => record.partition),
      rows.map(({ record }) => record.offset),
      rows.map(({ record }) => record.timestampMs),
      rows.map(({ record }) => record.key),
      rows.map(({ record }) => record.value),
      rows.map(({ record }) => headersJson(record.headers)),
      rows.map(({ record }) => headerText(record.headers, 'ce_type')),
      rows.map(({ record }) => headerText(record.headers, 'ce_subject')),
      rows.map(({ hash }) => hash),
    ],
  );
}

export async function moveHeads(session: SqlSession, appends: ReadonlyMap<string, Append>): Promise<void> {
  const heads = [...appends].filter(([, { entries }]) => entries.length > 0);
  if (heads.length === 0) return;
  await session.query(
    `UPDATE chain SET seq = head.seq, "offset" = head."offset", hash = head.hash
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS head (name, seq, "offset", hash)
     WHERE chain.name = head.name`,
    [
      heads.map(([name]) => name),
      heads.map(([, { head }]) => head.seq),
      heads.map(([, { head }]) => head.offset),
      heads.map(([, { head }]) => head.hash),
    ],
  );
}

/** The longest wait for Kafka while the lock is held. */
const PUBLISHED_WITHIN_MS = 60_000;

/** False while another instance publishes checkpoints. The end of the transaction unlocks. */
export async function tryToLockCheckpoints(session: SqlSession): Promise<boolean> {
  await session.query(`SET LOCAL idle_in_transaction_session_timeout = '${PUBLISHED_WITHIN_MS}'`);
  const { rows } = await session.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtext('audit.checkpoints')) AS locked`,
  );
  return rows[0]!.locked;
}

export interface ListedEntry
  extends EntryPosition, Pick<EntryRow, 'topic' | 'partition' | 'offset' | 'timestamp'> {
  readonly type: string | null;
  readonly hash: Buffer;
}

/** SQL, because Prisma has no row comparison. An index answers it. */
export async function listEntries(
  session: SqlSession,
  page: { readonly subject: string | null; readonly after: EntryPosition | null; readonly limit: number },
): Promise<ListedEntry[]> {
  const { subject, after, limit } = page;
  const { rows } = await session.query<ListedEntry>(
    `SELECT chain, seq, topic, partition, "offset", timestamp, type, hash
     FROM entry
     WHERE (chain, seq) > ($1, $2) ${subject === null ? '' : 'AND subject = $4'}
     ORDER BY chain, seq
     LIMIT $3`,
    [after?.chain ?? '', after?.seq ?? 0, limit, ...(subject === null ? [] : [subject])],
  );
  return rows;
}
