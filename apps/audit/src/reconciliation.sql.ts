import { ROWS_A_PAGE } from '@peaje/chassis';
import { digestOf, type EntryLine, type EntryStreamQuery } from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import type { SqlSession } from '@peaje/messaging';
import { readChain } from './chain.sql.js';

/** The entries of a chain behind an offset, as they are stored, page by page. Each page is one statement. */
export async function* entryLines(
  session: SqlSession,
  { chain, after }: EntryStreamQuery,
): AsyncGenerator<readonly EntryLine[], void, void> {
  let afterSeq = await seqBefore(session, chain, after);
  for (let isLast = false; !isLast;) {
    const entries = await readChain(session, { chain, afterSeq, limit: ROWS_A_PAGE });
    isLast = entries.length < ROWS_A_PAGE;
    afterSeq = entries.at(-1)?.seq ?? afterSeq;
    if (entries.length > 0)
      yield entries.map(({ seq, record }) => ({
        seq: exactInt(seq),
        offset: record.offset.toString(),
        digest: digestOf(record),
      }));
  }
}

/** Beyond every offset that a column holds. */
const BEYOND = 2n ** 63n - 1n;

/** The seq behind which the entries with a higher offset begin. */
async function seqBefore(session: SqlSession, chain: string, after = '-1'): Promise<bigint> {
  const offset = BigInt(after);
  const { rows } = await session.query<{ seq: string }>(
    'SELECT seq - 1 AS seq FROM entry WHERE chain = $1 AND "offset" > $2 ORDER BY "offset" LIMIT 1',
    [chain, offset > BEYOND ? BEYOND : offset < -BEYOND ? -BEYOND : offset],
  );
  return rows[0] ? BigInt(rows[0].seq) : BEYOND;
}
