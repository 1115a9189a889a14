import { canonicalBytes, hashAfter, type LogRecord, type ChainedEntry, type Head } from '@peaje/contracts';

/** One chain, read under its lock: where it ends, and its entries at the offsets that have come again. */
export interface ChainState {
  readonly head: Head;
  readonly stored: ReadonlyMap<bigint, LogRecord>;
}

export type Conflict = {
  /**
   * `differs`: another record is stored there. `missing`: none is.
   * `starts-late`: the chain is empty, and this is not the first record of the partition.
   * `skips`: it is not the record after the last one; nothing makes gaps in our topics, so the chain has a hole.
   */
  readonly problem: 'differs' | 'missing' | 'starts-late' | 'skips';
  readonly offset: bigint;
};

export interface Append {
  readonly entries: readonly ChainedEntry[];
  readonly head: Head;
  readonly conflict: Conflict | null;
}

/**
 * Folds a partition's records over its chain. At or below the head a record must be what is stored there, and
 * is a redelivery. What is in conflict ends the fold: nothing after it is appended. Pure.
 */
export function append(
  state: ChainState,
  records: readonly LogRecord[],
  rules: { mayHaveHoles: boolean },
): Append {
  let { head } = state;
  const seen = new Map([...state.stored].map(([offset, record]) => [offset, canonicalBytes(record)]));
  const entries: ChainedEntry[] = [];
  for (const record of records) {
    const { offset } = record;
    const bytes = canonicalBytes(record);
    const end = (problem: Conflict['problem']): Append => ({ entries, head, conflict: { problem, offset } });
    if (offset <= head.offset) {
      const before = seen.get(offset);
      if (!before) return end('missing');
      if (!before.equals(bytes)) return end('differs');
      continue;
    }
    if (offset > head.offset + 1n && !rules.mayHaveHoles)
      return end(head.seq === 0n ? 'starts-late' : 'skips');
    head = { seq: head.seq + 1n, offset, hash: hashAfter(head.hash, bytes) };
    seen.set(offset, bytes);
    entries.push({ seq: head.seq, record, hash: head.hash });
  }
  return { entries, head, conflict: null };
}
