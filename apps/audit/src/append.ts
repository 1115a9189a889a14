import { canonicalBytes, hashAfter, type LogRecord, type ChainedEntry, type Head } from '@peaje/contracts';

/** One chain, read under its lock: its head, and its entries at the offsets of redelivered records. */
export interface ChainState {
  readonly head: Head;
  readonly stored: ReadonlyMap<bigint, LogRecord>;
}

export type Conflict = {
  /**
   * `differs`: the chain has another record at this offset. `missing`: it has none.
   * `starts-late`: the chain is empty, and this is not the first record of the partition.
   * `skips`: this record does not follow the last one. Our topics have no gaps, so the chain has a hole.
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
 * Appends a partition's records to its chain. A record at or before the head is a redelivery, and must equal the
 * stored one. A conflict ends the work: no record after it is appended. Pure.
 * `mayHaveHoles` (`PEAJE_ALLOW_EMPTY`) lets an empty chain begin late, which its first offset shows. It may be left on: a
 * chain with entries takes no hole, because its hashes would not show it.
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
    if (offset > head.offset + 1n) {
      if (head.seq > 0n) return end('skips');
      if (!rules.mayHaveHoles) return end('starts-late');
    }
    head = { seq: head.seq + 1n, offset, hash: hashAfter(head.hash, bytes) };
    seen.set(offset, bytes);
    entries.push({ seq: head.seq, record, hash: head.hash });
  }
  return { entries, head, conflict: null };
}
