import type { SqlSession } from '@peaje/messaging';
import type { Append } from './append.js';
import {
  chainOf,
  EMPTY_CHAIN,
  sortedHeaders,
  type AuditedRecord,
  type Head,
  type Header,
} from './hash-chain.js';
import { headerText } from './header-text.js';

/** The hot statements: one of each a batch, however many records it has. */

/** In name order, so that two members never wait for each other crosswise. */
export async function lockChains(session: SqlSession, names: readonly string[]): Promise<Map<string, Head>> {
  await session.query(
    `INSERT INTO chain (name, seq, "offset", hash)
     SELECT name, $2, $3, $4 FROM unnest($1::text[]) AS name ORDER BY name
     ON CONFLICT (name) DO NOTHING`,
    [names, EMPTY_CHAIN.seq, EMPTY_CHAIN.offset, EMPTY_CHAIN.hash],
  );
  const { rows } = await session.query<{ name: string; seq: string; offset: string; hash: Buffer }>(
    'SELECT name, seq, "offset", hash FROM chain WHERE name = ANY($1) ORDER BY name FOR UPDATE',
    [names],
  );
  return new Map(
    rows.map(({ name, seq, offset, hash }) => [name, { seq: BigInt(seq), offset: BigInt(offset), hash }]),
  );
}

interface EntryRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, string])[];
}

/** What is stored at the places of these records, by chain and offset. Its own statement, after the lock. */
export async function readEntries(
  session: SqlSession,
  places: readonly AuditedRecord[],
): Promise<Map<string, Map<bigint, AuditedRecord>>> {
  const byChain = new Map<string, Map<bigint, AuditedRecord>>();
  if (places.length === 0) return byChain;
  const { rows } = await session.query<EntryRow & { chain: string }>(
    `SELECT e.chain, e.topic, e.partition, e."offset", e.timestamp, e.key, e.value, e.headers
     FROM unnest($1::text[], $2::bigint[]) AS place (chain, "offset")
     JOIN entry e USING (chain, "offset")`,
    [places.map(chainOf), places.map(({ offset }) => offset)],
  );
  for (const row of rows) {
    const chain = byChain.get(row.chain) ?? new Map<bigint, AuditedRecord>();
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

const recordOf = ({ topic, partition, offset, timestamp, key, value, headers }: EntryRow): AuditedRecord => ({
  topic,
  partition,
  offset: BigInt(offset),
  timestampMs: Number(timestamp),
  key,
  value,
  headers: headers.map(([name, base64]) => [name, Buffer.from(base64, 'base64')]),
});

export interface EntryPlace {
  readonly chain: string;
  readonly seq: string;
}

export interface ListedEntry
  extends EntryPlace, Pick<EntryRow, 'topic' | 'partition' | 'offset' | 'timestamp'> {
  readonly type: string | null;
  readonly hash: Buffer;
}

/** Here for its row comparison, which an index answers and Prisma cannot say. */
export async function listEntries(
  session: SqlSession,
  page: { readonly subject: string | null; readonly after: EntryPlace | null; readonly limit: number },
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
