import { canonicalBytes, type ChainBreak, chainOf, hashAfter, type Head } from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import type { StoredEntry } from './chain.sql.js';
import { headerText } from './header-text.js';

/** The end of the intact part of a chain: its last good entry, and the one before that. */
export interface IntactEnd {
  readonly head: Head;
  /** Null when the first entry is already broken. */
  readonly earlier: Head | null;
}

/**
 * True when we could have written this entry: it is readable, belongs to its chain, and its search columns equal its
 * headers. The hash does not cover the search columns, so an edit of them could hide an entry from a search.
 */
export function isSound(chain: string, { readable, record, type, subject }: StoredEntry): boolean {
  return (
    readable &&
    chainOf(record) === chain &&
    type === headerText(record.headers, 'ce_type') &&
    subject === headerText(record.headers, 'ce_subject')
  );
}

/**
 * Finds out how a chain was broken, from the first entry that does not fit and the two after it. Pure.
 * The kind is a guess. That the chain is broken here is certain.
 */
export function diagnose(
  chain: string,
  { head, earlier }: IntactEnd,
  [broken, next, afterNext]: readonly [StoredEntry, ...StoredEntry[]],
): ChainBreak {
  const at = (kind: ChainBreak['kind'], detail: string) => breakAt(chain, broken, kind, detail);
  if (broken.seq > head.seq + 1n) {
    const gone = broken.seq - head.seq - 1n;
    return missingAfter(chain, head, `entries before entry ${broken.seq} are missing: ${gone}`);
  }
  if (broken.seq <= head.seq) return at('inserted', 'its number is before that of the first entry');
  if (follows(broken, head)) {
    return broken.record.offset <= head.offset
      ? at('inserted', 'its record does not come after the record of the entry before it')
      : at('changed', 'its search columns differ from its headers');
  }
  if (next && follows(next, head)) {
    if (follows(broken, next)) return at('changed', `this entry and entry ${next.seq} were swapped`);
    if (!afterNext || follows(afterNext, next))
      return at('inserted', 'the chain goes on after this entry as if it were not there');
  }
  if (earlier && follows(broken, earlier)) {
    const detail = `entry ${broken.seq} goes on as if this entry were not there`;
    return { ...positionOf(chain, head), kind: 'inserted', detail };
  }
  const offsetsSkip = broken.record.offset > head.offset + 1n;
  const goesOn = !next || (follows(next, broken) && next.record.offset > broken.record.offset);
  if (offsetsSkip && goesOn) {
    const { offset } = broken.record;
    const detail = `the chain goes on at offset ${offset}: entries before it are missing, the rest was renumbered`;
    return missingAfter(chain, head, detail);
  }
  return at('changed', 'its contents do not have the stored hash');
}

export const breakAt = (
  chain: string,
  { seq, record: { offset } }: Pick<StoredEntry, 'seq' | 'record'>,
  kind: ChainBreak['kind'],
  detail: string,
): ChainBreak => ({ ...positionOf(chain, { seq, offset }), kind, detail });

/** Its position is that of the missing entry: right after the last good one. */
const missingAfter = (chain: string, head: Head, detail: string): ChainBreak => ({
  ...positionAfter(chain, head),
  kind: 'missing',
  detail,
});

export const positionAfter = (chain: string, { seq, offset }: Pick<Head, 'seq' | 'offset'>) =>
  positionOf(chain, { seq: seq + 1n, offset: offset + 1n });

/** A chain is named after its partition: `charges.decided/2`. */
export function positionOf(chain: string, { seq, offset }: Pick<Head, 'seq' | 'offset'>) {
  const slash = chain.lastIndexOf('/');
  return {
    seq: exactInt(seq),
    topic: slash < 0 ? chain : chain.slice(0, slash),
    partition: slash < 0 ? -1 : Number.parseInt(chain.slice(slash + 1), 10) || 0,
    offset: offset.toString(),
  };
}

const follows = ({ readable, record, hash }: StoredEntry, previous: { readonly hash: Buffer }): boolean =>
  readable && hash.equals(hashAfter(previous.hash, canonicalBytes(record)));
