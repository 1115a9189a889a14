import {
  chainOf,
  EMPTY_CHAIN,
  sortedHeaders,
  type LogRecord,
  type ChainedEntry,
  type Head,
  type Header,
} from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { z } from 'zod';
import type { Append } from './append.js';
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

interface HeadRow {
  readonly name: string;
  readonly seq: string;
  readonly offset: string;
  readonly hash: Buffer;
}

const headsOf = (rows: readonly HeadRow[]): Map<string, Head> =>
  new Map(
    rows.map(({ name, seq, offset, hash }) => [name, { seq: BigInt(seq), offset: BigInt(offset), hash }]),
  );

interface EntryRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: unknown;
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

const headersJson = (headers: readonly Header[]): string =>
  JSON.stringify(sortedHeaders(headers).map(([name, value]) => [name, value.toString('base64')]));

const recordOf = ({ topic, partition, offset, timestamp, key, value, headers }: EntryRow): LogRecord => ({
  topic,
  partition,
  offset: BigInt(offset),
  timestampMs: BigInt(timestamp),
  key,
  value,
  headers: headersOf(headers) ?? [],
});

const headersJsonSchema = z.array(z.tuple([z.string(), z.base64()]));

/** Null when the column has another shape than we write: then an edit has changed it. */
function headersOf(json: unknown): Header[] | null {
  const parsed = headersJsonSchema.safeParse(json);
  return parsed.success ? parsed.data.map(([name, value]) => [name, Buffer.from(value, 'base64')]) : null;
}

/** All heads, in name order. */
export async function readHeads(session: SqlSession): Promise<Map<string, Head>> {
  const { rows } = await session.query<HeadRow>('SELECT name, seq, "offset", hash FROM chain ORDER BY name');
  return headsOf(rows);
}

/** The number of entries of each chain that has entries. Reads the whole index: for verifications only. */
export async function countEntries(session: SqlSession): Promise<Map<string, number>> {
  const { rows } = await session.query<{ chain: string; entries: string }>(
    'SELECT chain, count(*) AS entries FROM entry GROUP BY chain ORDER BY chain',
  );
  return new Map(rows.map(({ chain, entries }) => [chain, Number(entries)]));
}

/** An entry as the database has it, possibly edited. */
export interface StoredEntry extends ChainedEntry {
  readonly type: string | null;
  readonly subject: string | null;
  /** False when a column has a value that we never write. */
  readonly readable: boolean;
}

/** A page of one chain in order of `seq`, after `afterSeq`. */
export async function readChain(
  session: SqlSession,
  page: { readonly chain: string; readonly afterSeq: bigint; readonly limit: number },
): Promise<StoredEntry[]> {
  const { rows } = await session.query<
    EntryRow & Omit<StoredEntry, 'record' | 'readable' | 'seq'> & EntryPosition
  >(
    `SELECT seq, topic, partition, "offset", timestamp, key, value, headers, type, subject, hash
     FROM entry WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [page.chain, page.afterSeq, page.limit],
  );
  return rows.map(({ seq, hash, type, subject, ...row }) => ({
    seq: BigInt(seq),
    record: recordOf(row),
    hash,
    type,
    subject,
    readable: headersOf(row.headers) !== null,
  }));
}

/** The stored hashes at these positions, by `chain seq`. A position without an entry is left out. */
export async function readHashes(
  session: SqlSession,
  positions: readonly { readonly chain: string; readonly seq: number }[],
): Promise<Map<string, Buffer>> {
  const { rows } = await session.query<EntryPosition & { hash: Buffer }>(
    `SELECT e.chain, e.seq, e.hash
     FROM unnest($1::text[], $2::bigint[]) AS wanted (chain, seq)
     JOIN entry e USING (chain, seq)`,
    [positions.map(({ chain }) => chain), positions.map(({ seq }) => seq)],
  );
  return new Map(rows.map(({ chain, seq, hash }) => [`${chain} ${seq}`, hash]));
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

export interface EntryPosition {
  readonly chain: string;
  readonly seq: string;
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
