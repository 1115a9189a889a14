/** A range of offsets in a partition. Without `to` (exclusive) it has no end. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to?: bigint;
}

type RecordPosition = { readonly topic: string; readonly partition: number; readonly offset: bigint };
type UnreadRange = { from: bigint; readonly to: bigint | undefined };

/** The ranges that are not read yet. Offsets may skip: a compacted topic has gaps. */
export class UnreadRanges {
  private readonly unread = new Map<string, UnreadRange[]>();

  constructor(ranges: readonly OffsetRange[]) {
    const inOrder = [...ranges].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    for (const { topic, partition, from, to } of inOrder) {
      if (to !== undefined && from >= to) continue;
      const key = keyOf(topic, partition);
      this.unread.set(key, [...(this.unread.get(key) ?? []), { from, to }]);
    }
  }

  get isDone(): boolean {
    return this.unread.size === 0;
  }

  /** The next offset to read in a partition. Null: it is done. */
  next(topic: string, partition: number): bigint | null {
    return this.unread.get(keyOf(topic, partition))?.[0]?.from ?? null;
  }

  includes({ topic, partition, offset }: RecordPosition): boolean {
    const ranges = this.unread.get(keyOf(topic, partition)) ?? [];
    return ranges.some(({ from, to }) => offset >= from && (to === undefined || offset < to));
  }

  /** Marks a partition as read up to this record, and returns the next offset to read. */
  markRead({ topic, partition, offset }: RecordPosition): bigint | null {
    const key = keyOf(topic, partition);
    const left = (this.unread.get(key) ?? []).filter(({ to }) => to === undefined || offset + 1n < to);
    for (const range of left) if (range.from <= offset) range.from = offset + 1n;
    if (left.length === 0) this.unread.delete(key);
    else this.unread.set(key, left);
    return left[0]?.from ?? null;
  }
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;
