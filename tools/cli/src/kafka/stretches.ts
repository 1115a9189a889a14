/** A stretch of a partition: from an offset, and up to one (exclusive) unless it is followed for good. */
export interface Stretch {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to?: bigint;
}

type Place = { readonly topic: string; readonly partition: number; readonly offset: bigint };
type Open = { from: bigint; readonly to: bigint | undefined };

/** What is still to be read of some stretches. Offsets may skip: a compacted topic has holes. */
export class Unread {
  private readonly open = new Map<string, Open[]>();

  constructor(stretches: readonly Stretch[]) {
    const inOrder = [...stretches].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    for (const { topic, partition, from, to } of inOrder) {
      if (to !== undefined && from >= to) continue;
      const key = keyOf(topic, partition);
      this.open.set(key, [...(this.open.get(key) ?? []), { from, to }]);
    }
  }

  get isDone(): boolean {
    return this.open.size === 0;
  }

  /** Where to go on in a partition; null when it is done. */
  next(topic: string, partition: number): bigint | null {
    return this.open.get(keyOf(topic, partition))?.[0]?.from ?? null;
  }

  wants({ topic, partition, offset }: Place): boolean {
    const stretches = this.open.get(keyOf(topic, partition)) ?? [];
    return stretches.some(({ from, to }) => offset >= from && (to === undefined || offset < to));
  }

  /** Notes that a partition was read up to here; returns where to go on. */
  passed({ topic, partition, offset }: Place): bigint | null {
    const key = keyOf(topic, partition);
    const left = (this.open.get(key) ?? []).filter(({ to }) => to === undefined || offset + 1n < to);
    for (const stretch of left) if (stretch.from <= offset) stretch.from = offset + 1n;
    if (left.length === 0) this.open.delete(key);
    else this.open.set(key, left);
    return left[0]?.from ?? null;
  }
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;
