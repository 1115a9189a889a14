import type { FetchedBatch, FetchedRecord, PartitionOffset } from '@peaje/messaging';
import { isHole, readable } from '@peaje/record-batches';

/** How far a topic is read. A consumer that joins again starts anew, so records read before are skipped. */
export class TopicReading {
  private readonly positions: Map<number, bigint>;
  private readonly goals = new Set<Goal>();
  private processing: Promise<void> = Promise.resolve();
  private ended: Error | undefined;

  constructor(
    private readonly onRecords: (records: readonly FetchedRecord[]) => Promise<void> | void,
    starts: readonly PartitionOffset[] = [],
  ) {
    this.positions = new Map(starts.map(({ partition, offset }) => [partition, offset]));
  }

  /** Resolves when the reading has come to `ends`. @throws `late()` when no batch comes for `patienceMs` */
  reach(ends: readonly PartitionOffset[], patienceMs: number, late: () => Error): Promise<void> {
    if (this.isAt(ends)) return Promise.resolve();
    if (this.ended) return Promise.reject(this.ended);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const patience = setTimeout(() => reject(late()), patienceMs);
    const goal = { ends, patience, resolve, reject };
    this.goals.add(goal);
    return promise.finally(() => {
      clearTimeout(patience);
      this.goals.delete(goal);
    });
  }

  /** Each caller that still waits gets this error at once. */
  end(error: Error): void {
    this.ended = error;
    for (const goal of this.goals) goal.reject(error);
  }

  receive(batch: FetchedBatch): Promise<void> {
    this.processing = this.processing
      .then(() => this.process(batch))
      .catch((error: unknown) => {
        for (const goal of this.goals) goal.reject(error);
      });
    return this.processing;
  }

  private isAt(ends: readonly PartitionOffset[]): boolean {
    return ends.every(({ partition, offset }) => this.positionOf(partition) >= offset);
  }

  private async process(batch: FetchedBatch): Promise<void> {
    const { partition } = batch;
    const { records, nextOffset } = readable(batch);
    const unread = records.filter((record) => record.offset >= this.positionOf(partition) && !isHole(record));
    if (unread.length > 0) await this.onRecords(unread);
    batch.resolve(nextOffset - 1n);
    if (nextOffset > this.positionOf(partition)) this.positions.set(partition, nextOffset);
    for (const goal of this.goals) {
      goal.patience.refresh();
      if (this.isAt(goal.ends)) goal.resolve();
    }
  }

  private positionOf(partition: number): bigint {
    return this.positions.get(partition) ?? 0n;
  }
}

interface Goal {
  readonly ends: readonly PartitionOffset[];
  readonly patience: NodeJS.Timeout;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
