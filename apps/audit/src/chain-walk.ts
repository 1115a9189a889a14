import { type ChainBreak, EMPTY_CHAIN, type Head, verifyChain } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { readChain, type StoredEntry } from './audit.sql.js';
import { breakAt, diagnose, isSound, positionAfter, positionOf, type IntactEnd } from './chain-break.js';

/** The number of entries in memory at once. */
const PAGE = 250;
/** Less than any entry's number, so that an inserted entry before the first one is found, too. */
const BEFORE_FIRST_ENTRY = -(2n ** 63n);

export interface Walk {
  /** The last entry of the intact part of the chain. */
  readonly head: Head;
  readonly firstBreak: ChainBreak | null;
}

/** Recomputes a chain from its first entry, or from a later one, to its last. Compares its end with its stored head. */
export async function walkChain(
  session: SqlSession,
  chain: string,
  stored: Head | undefined,
  from: Head = EMPTY_CHAIN,
): Promise<Walk> {
  let head = from;
  for (;;) {
    const page = await readChain(session, { chain, afterSeq: cursorOf(head), limit: PAGE });
    if (page.length === 0) return { head, firstBreak: await headBreak(session, chain, head, stored) };
    const unsound = page.findIndex((entry) => !isSound(chain, entry));
    const verdict = verifyChain(unsound < 0 ? page : page.slice(0, unsound), head);
    head = verdict.head;
    if (!verdict.intact || unsound >= 0)
      return { head, firstBreak: await diagnoseAfter(session, chain, head, stored) };
  }
}

const cursorOf = ({ seq }: Head): bigint => (seq === 0n ? BEFORE_FIRST_ENTRY : seq);

async function diagnoseAfter(
  session: SqlSession,
  chain: string,
  head: Head,
  stored: Head | undefined,
): Promise<ChainBreak> {
  const entries = await readChain(session, { chain, afterSeq: cursorOf(head), limit: 3 });
  if (stored && stored.seq > 0n && head.seq === stored.seq)
    return insertedAfterHead(chain, entries[0]!, stored);
  const intactEnd: IntactEnd = { head, earlier: await headBefore(session, chain, head) };
  return diagnose(chain, intactEnd, entries as [StoredEntry, ...StoredEntry[]]);
}

async function headBefore(session: SqlSession, chain: string, { seq }: Head): Promise<Head | null> {
  if (seq === 0n) return null;
  if (seq === 1n) return EMPTY_CHAIN;
  const [entry] = await readChain(session, { chain, afterSeq: seq - 2n, limit: 1 });
  return { seq: seq - 1n, offset: entry!.record.offset, hash: entry!.hash };
}

const insertedAfterHead = (chain: string, entry: StoredEntry, { seq }: Head): ChainBreak =>
  breakAt(chain, entry, 'inserted', `this entry comes after the head, which is at entry ${seq}`);

/** Compares the stored head with the last entry. */
async function headBreak(
  session: SqlSession,
  chain: string,
  head: Head,
  stored: Head | undefined,
): Promise<ChainBreak | null> {
  const mismatch = { kind: 'head-mismatch' } as const;
  if (!stored) {
    if (head.seq === 0n) return null;
    return { ...positionOf(chain, head), ...mismatch, detail: 'the chain has entries but no head' };
  }
  if (stored.seq > head.seq) {
    const detail = `the head is at entry ${stored.seq}, but entries end at ${head.seq}: the last ones were deleted`;
    return { ...positionAfter(chain, head), ...mismatch, detail };
  }
  if (stored.seq < head.seq) {
    const [entry] = await readChain(session, { chain, afterSeq: stored.seq, limit: 1 });
    return insertedAfterHead(chain, entry!, stored);
  }
  if (stored.hash.equals(head.hash) && stored.offset === head.offset) return null;
  return { ...positionOf(chain, head), ...mismatch, detail: 'the stored head differs from the last entry' };
}
