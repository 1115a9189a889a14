import { type ChainBreak, EMPTY_CHAIN, type Head, verifyChain } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { breakAt, diagnose, isSound, positionAfter, positionOf, type IntactEnd } from './chain-break.js';
import { entryBehindHead, readChain, readEntry, type StoredEntry } from './chain.sql.js';

/** The number of entries in memory at once. */
const PAGE = 250;
/** Less than any entry's number, so that an inserted entry before the first one is found, too. */
const BEFORE_FIRST_ENTRY = -(2n ** 63n);

export interface Walk {
  /** The last entry of the intact part of the chain. */
  readonly head: Head;
  readonly firstBreak: ChainBreak | null;
}

export interface WalkOptions {
  /** An entry that is known to be right. Default: before the first one. */
  readonly from?: Head;
  /** Reads and checks one page; the walk may have to give way afterwards. */
  readonly piece?: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Recomputes a chain up to the head that it had when the walk began, and compares its end with that head. It reads page
 * by page, each in a snapshot of its own: entries that are appended meanwhile come after that head.
 */
export async function walkChain(
  session: SqlSession,
  chain: string,
  stored: Head | undefined,
  { from = EMPTY_CHAIN, piece = (work) => work() }: WalkOptions = {},
): Promise<Walk> {
  let head = from;
  for (let end: 'last-page' | 'broken' | null = null; ;) {
    end = await piece(async () => {
      const page = await readChain(session, {
        chain,
        afterSeq: cursorOf(head),
        upToSeq: stored?.seq,
        limit: PAGE,
      });
      const unsound = page.findIndex((entry) => !isSound(chain, entry));
      const verdict = verifyChain(unsound < 0 ? page : page.slice(0, unsound), head);
      head = verdict.head;
      if (!verdict.intact || unsound >= 0) return 'broken';
      return page.length < PAGE ? 'last-page' : null;
    });
    if (end === 'last-page') return { head, firstBreak: await headBreak(session, chain, head, stored) };
    if (end === 'broken') return { head, firstBreak: await diagnoseAfter(session, chain, head) };
  }
}

/** Where to read on behind a head. */
export const cursorOf = ({ seq }: Head): bigint => (seq === 0n ? BEFORE_FIRST_ENTRY : seq);

async function diagnoseAfter(session: SqlSession, chain: string, head: Head): Promise<ChainBreak> {
  const [broken, ...next] = await readChain(session, { chain, afterSeq: cursorOf(head), limit: 3 });
  if (broken) return diagnoseAt(session, chain, head, [broken, ...next]);
  return { ...positionAfter(chain, head), kind: 'missing', detail: 'it was deleted during the verification' };
}

async function diagnoseAt(
  session: SqlSession,
  chain: string,
  head: Head,
  entries: readonly [StoredEntry, ...StoredEntry[]],
): Promise<ChainBreak> {
  const intactEnd: IntactEnd = { head, earlier: await headBefore(session, chain, head) };
  return diagnose(chain, intactEnd, entries);
}

async function headBefore(session: SqlSession, chain: string, { seq }: Head): Promise<Head | null> {
  if (seq === 0n) return null;
  if (seq === 1n) return EMPTY_CHAIN;
  const entry = await readEntry(session, chain, seq - 1n);
  return entry ? { seq: seq - 1n, offset: entry.record.offset, hash: entry.hash } : null;
}

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
  const behind = await entryBehindHead(session, chain);
  if (stored.seq > head.seq) {
    if (behind) return diagnoseAt(session, chain, head, [behind]);
    const detail = `the head is at entry ${stored.seq}, but entries end at ${head.seq}: the last ones were deleted`;
    return { ...positionAfter(chain, head), ...mismatch, detail };
  }
  if (behind) return breakAt(chain, behind, 'inserted', 'this entry comes after the head of the chain');
  if (stored.hash.equals(head.hash) && stored.offset === head.offset) return null;
  return { ...positionOf(chain, head), ...mismatch, detail: 'the stored head differs from the last entry' };
}
