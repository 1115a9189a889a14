import { pagesOf, ROWS_A_PAGE, type Place } from '@peaje/chassis';
import { EMPTY_CHAIN, type EntryLine, type EntryStreamQuery } from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';

interface EntryRow {
  readonly seq: string;
  readonly offset: string;
  readonly hash: Buffer;
}

/** The entries of a chain behind an offset, as they are stored, page by page. */
export async function* entryLines(
  session: SqlSession,
  { chain, after }: EntryStreamQuery,
): AsyncGenerator<readonly EntryLine[], void, void> {
  const start = await startBehind(session, chain, after);
  if (start === undefined) return;
  let previous = start.previous ?? EMPTY_CHAIN.hash;
  const seqOf = ({ seq }: EntryRow): string => seq;
  for await (const rows of pagesOf({ from: start.seq, except: null }, seqOf, (place) =>
    readRows(session, chain, place),
  )) {
    yield rows.map(({ seq, offset, hash }) => {
      const line = { seq: exactInt(BigInt(seq)), offset, previous: hex(previous), hash: hex(hash) };
      previous = hash;
      return line;
    });
  }
}

const hex = (hash: Buffer): string => hash.toString('hex');

/** Beyond every offset that a column holds. */
const BEYOND = 2n ** 63n - 1n;

/** The first entry behind an offset, and the hash of the one before it. */
async function startBehind(session: SqlSession, chain: string, after = '-1') {
  const offset = BigInt(after);
  if (offset > BEYOND) return undefined;
  const { rows } = await session.query<{ seq: string; previous: Buffer | null }>(
    `SELECT first.seq, (SELECT hash FROM entry WHERE chain = $1 AND seq < first.seq ORDER BY seq DESC LIMIT 1) AS previous
     FROM (SELECT seq FROM entry WHERE chain = $1 AND "offset" > $2 ORDER BY "offset" LIMIT 1) AS first`,
    [chain, offset < -BEYOND ? -BEYOND : offset],
  );
  return rows[0];
}

async function readRows(session: SqlSession, chain: string, place: Place<string>): Promise<EntryRow[]> {
  const { rows } = await session.query<EntryRow>(
    `SELECT seq, "offset", hash FROM entry WHERE chain = $1 AND seq >= $2 AND seq IS DISTINCT FROM $3
     ORDER BY seq LIMIT ${ROWS_A_PAGE}`,
    [chain, place.from, place.except],
  );
  return rows;
}
