import { canonicalBytes, type ChainBreak, chainOf, hashAfter, type Head } from '@peaje/contracts';
import type { StoredEntry } from './audit.sql.js';
import { headerText } from './header-text.js';

/** Up to where a chain holds: its last good entry, and what was before that one. */
export interface Held {
  readonly head: Head;
  /** Null when `head` is the beginning itself. */
  readonly earlier: Head | null;
}

/**
 * Whether an entry is one that we could have written: readable, of its own chain, and its search columns say
 * what its headers say. (They are not hashed: an entry could be hidden from a search through them.)
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
 * Says what was done to a chain where it stops holding, from the entry that does not fit and the two after it. Pure.
 * Only the kind is a guess; that the chain is broken here is not.
 */
export function diagnose(
  chain: string,
  { head, earlier }: Held,
  [broken, next, afterNext]: readonly [StoredEntry, ...StoredEntry[]],
): ChainBreak {
  const at = (kind: ChainBreak['kind'], detail: string) => breakAt(chain, broken, kind, detail);
  if (broken.seq > head.seq + 1n) {
    const gone = broken.seq - head.seq - 1n;
    return missingAfter(chain, head, `${gone} missing before entry ${broken.seq}`);
  }
  if (broken.seq <= head.seq) return at('inserted', 'its number is before the first one');
  if (fits(broken, head)) {
    return broken.record.offset <= head.offset
      ? at('inserted', 'its record is not after the one before it')
      : at('changed', 'its search columns do not say what its headers say');
  }
  if (next && fits(next, head)) {
    if (fits(broken, next)) return at('changed', `it and entry ${next.seq} were swapped`);
    if (!afterNext || fits(afterNext, next))
      return at('inserted', 'the chain goes on after it as if it were not there');
  }
  if (earlier && fits(broken, earlier)) {
    const detail = `entry ${broken.seq} goes on as if it were not there`;
    return { ...placeOf(chain, head), kind: 'inserted', detail };
  }
  const offsetsSkip = broken.record.offset > head.offset + 1n;
  const goesOn = !next || (fits(next, broken) && next.record.offset > broken.record.offset);
  if (offsetsSkip && goesOn) {
    const detail = `the chain goes on at offset ${broken.record.offset}: what was before it is gone, the rest renumbered`;
    return missingAfter(chain, head, detail);
  }
  return at('changed', 'its contents do not have the hash that is stored with them');
}

export const breakAt = (
  chain: string,
  { seq, record: { offset } }: Pick<StoredEntry, 'seq' | 'record'>,
  kind: ChainBreak['kind'],
  detail: string,
): ChainBreak => ({ ...placeOf(chain, { seq, offset }), kind, detail });

/** Named by where the missing entry should be: right after the last good one. */
const missingAfter = (chain: string, head: Head, detail: string): ChainBreak => ({
  ...placeAfter(chain, head),
  kind: 'missing',
  detail,
});

export const placeAfter = (chain: string, { seq, offset }: Pick<Head, 'seq' | 'offset'>) =>
  placeOf(chain, { seq: seq + 1n, offset: offset + 1n });

/** A chain is named after its partition: `charges.decided/2`. */
export function placeOf(chain: string, { seq, offset }: Pick<Head, 'seq' | 'offset'>) {
  const slash = chain.lastIndexOf('/');
  return {
    seq: Number(seq),
    topic: slash < 0 ? chain : chain.slice(0, slash),
    partition: slash < 0 ? -1 : Number.parseInt(chain.slice(slash + 1), 10) || 0,
    offset: offset.toString(),
  };
}

const fits = ({ readable, record, hash }: StoredEntry, previous: { readonly hash: Buffer }): boolean =>
  readable && hash.equals(hashAfter(previous.hash, canonicalBytes(record)));
