import type { ChainedEntry, Head } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import {
  headersOf,
  headsOf,
  recordOf,
  type EntryPosition,
  type EntryRow,
  type HeadRow,
} from './entry-row.js';

/**
 * What verifications read. Each statement is short and has a snapshot of its own: a long one would keep vacuum from
 * the rows that change with every append.
 */

/** All heads, in name order. */
export async function readHeads(session: SqlSession): Promise<Map<string, Head>> {
  const { rows } = await session.query<HeadRow>('SELECT name, seq, "offset", hash FROM chain ORDER BY name');
  return headsOf(rows);
}

/** All chains with a head or with entries. A chain without a head has undefined; it was deleted. */
export async function readChains(session: SqlSession): Promise<Map<string, Head | undefined>> {
  // The index gives the first entry of each chain: nothing is counted, and nothing is read twice.
  const { rows } = await session.query<HeadRow & { isHeadless: boolean }>(
    `WITH RECURSIVE named AS (
       (SELECT chain FROM entry ORDER BY chain LIMIT 1)
       UNION ALL
       SELECT (SELECT e.chain FROM entry e WHERE e.chain > named.chain ORDER BY e.chain LIMIT 1)
       FROM named WHERE named.chain IS NOT NULL
     )
     SELECT coalesce(c.name, n.chain) AS name, c.name IS NULL AS "isHeadless",
            coalesce(c.seq, 0) AS seq, coalesce(c."offset", 0) AS "offset", c.hash
     FROM (SELECT chain FROM named WHERE chain IS NOT NULL) n FULL JOIN chain c ON c.name = n.chain
     ORDER BY name`,
  );
  const heads = headsOf(rows.filter(({ isHeadless }) => !isHeadless));
  return new Map(rows.map(({ name }) => [name, heads.get(name)]));
}

const COUNTED_AT_ONCE = 100_000;

interface CountedPage {
  readonly count: string;
  readonly last: string | null;
}

/** The number of entries after one. */
export async function countAfter(session: SqlSession, chain: string, afterSeq: bigint): Promise<number> {
  let count = 0;
  for (let cursor: string | null = afterSeq.toString(); cursor !== null;) {
    const { rows }: { rows: readonly CountedPage[] } = await session.query<CountedPage>(
      `SELECT count(*) AS count, max(seq) AS last FROM
       (SELECT seq FROM entry WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS page`,
      [chain, cursor, COUNTED_AT_ONCE],
    );
    count += Number(rows[0]!.count);
    cursor = rows[0]!.last;
  }
  return count;
}

/** An entry as the database has it, possibly edited. */
export interface StoredEntry extends ChainedEntry {
  readonly type: string | null;
  readonly subject: string | null;
  /** False when a column has a value that we never write. */
  readonly readable: boolean;
}

const LAST_SEQ = 2n ** 63n - 1n;

/** A page of one chain in order of `seq`, after `afterSeq` and up to `upToSeq`. */
export async function readChain(
  session: SqlSession,
  page: {
    readonly chain: string;
    readonly afterSeq: bigint;
    readonly upToSeq?: bigint | undefined;
    readonly limit: number;
  },
): Promise<StoredEntry[]> {
  const { chain, afterSeq, upToSeq = LAST_SEQ, limit } = page;
  const { rows } = await session.query<
    EntryRow & Omit<StoredEntry, 'record' | 'readable' | 'seq'> & EntryPosition
  >(
    `SELECT seq, topic, partition, "offset", timestamp, key, value, headers, type, subject, hash
     FROM entry WHERE chain = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4`,
    [chain, afterSeq, upToSeq, limit],
  );
  return rows.map(({ seq, hash, type, subject, ...row }) => {
    const headers = headersOf(row.headers);
    return {
      seq: BigInt(seq),
      record: recordOf(row, headers ?? []),
      hash,
      type,
      subject,
      readable: headers !== null,
    };
  });
}

/** The entry with this number, as the database has it. */
export async function readEntry(
  session: SqlSession,
  chain: string,
  seq: bigint,
): Promise<StoredEntry | undefined> {
  const [entry] = await readChain(session, { chain, afterSeq: seq - 1n, upToSeq: seq, limit: 1 });
  return entry;
}

/** The first entry behind the head that the chain has now. */
export async function entryBehindHead(session: SqlSession, chain: string): Promise<StoredEntry | undefined> {
  const { rows } = await session.query<EntryPosition>(
    `SELECT e.chain, e.seq FROM entry e
     WHERE e.chain = $1 AND e.seq > (SELECT c.seq FROM chain c WHERE c.name = $1) ORDER BY e.seq LIMIT 1`,
    [chain],
  );
  return rows[0] && readEntry(session, chain, BigInt(rows[0].seq));
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
