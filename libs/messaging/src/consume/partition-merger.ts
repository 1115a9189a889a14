import type { FetchedBatch, FetchedRecord, PartitionOffset } from '../kafka/kafka-client.js';
import type { Pipeline } from './pipeline.js';

const HEARTBEAT_EVERY_MS = 1_000;

export type BatchEnd =
  | { readonly outcome: 'done' | 'gone' }
  | { readonly outcome: 'transient'; readonly code: string; readonly error: unknown };

interface PendingBatch {
  readonly batch: FetchedBatch;
  next: number;
  readonly end: (end: BatchEnd) => void;
}

interface Failure {
  readonly code: string;
  readonly error: unknown;
}

interface Slice {
  readonly pending: PendingBatch;
  /** Where it was cut, so that a second run moves the batch to the same offset. */
  readonly start: number;
  readonly records: readonly FetchedRecord[];
}

/**
 * Merges the partitions that one member has fetched of one topic into one run: one transaction instead of four.
 * No timers: what arrived while the last run committed goes into the next. Each partition keeps its own order.
 */
export class PartitionMerger {
  private batches: PendingBatch[] = [];
  private running = false;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly commit: (
      offsets: readonly PartitionOffset[],
      when: { readonly now: boolean },
    ) => Promise<void>,
    private readonly recordsARun: () => number,
  ) {}

  /** Resolves when every record of the batch was handled, or why not. Never rejects. */
  run(batch: FetchedBatch): Promise<BatchEnd> {
    return new Promise((end) => {
      this.batches.push({ batch, next: 0, end });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    // The other partitions of the same fetch arrive within this turn of the event loop.
    await new Promise(setImmediate);
    while (this.batches.length > 0) {
      this.dropRevoked();
      if (this.batches.length > 0) await this.runOnce();
    }
    this.running = false;
  }

  private async runOnce(): Promise<void> {
    const slices = this.cutSlices();
    const beating = setInterval(() => beat(slices), HEARTBEAT_EVERY_MS);
    try {
      const failure = await this.handle(slices);
      if (failure) await this.handleEachAlone(slices, failure);
    } finally {
      clearInterval(beating);
    }
    this.endFinished();
  }

  /** A partition that fails must not stop those it was merged with. */
  private async handleEachAlone(slices: readonly Slice[], failure: Failure): Promise<void> {
    for (const slice of slices) {
      const own = slices.length === 1 ? failure : await this.handle([slice]);
      if (own) this.endBatch(slice.pending, { outcome: 'transient', ...own });
    }
  }

  private async handle(slices: readonly Slice[]): Promise<Failure | undefined> {
    try {
      const verdict = await this.pipeline.handle(slices.flatMap((slice) => slice.records));
      if (verdict.outcome === 'handled') await this.advance(slices, Infinity, verdict.tookDeadLetters);
      else if (slices.length === 1) await this.advance(slices, verdict.handledCount, verdict.tookDeadLetters);
      return verdict.outcome === 'handled' ? undefined : { code: verdict.code, error: verdict.error };
    } catch (error) {
      // The records come again, and handling them twice equals handling them once.
      return { code: 'offset-commit-failed', error };
    }
  }

  private dropRevoked(): void {
    for (const pending of [...this.batches])
      if (!pending.batch.isCurrent()) this.endBatch(pending, { outcome: 'gone' });
  }

  private cutSlices(): Slice[] {
    const share = Math.max(1, Math.floor(this.recordsARun() / this.batches.length));
    return this.batches.map((pending) => ({
      pending,
      start: pending.next,
      records: pending.batch.records.slice(pending.next, pending.next + share),
    }));
  }

  private async advance(slices: readonly Slice[], handled: number, now: boolean): Promise<void> {
    const offsets: PartitionOffset[] = [];
    let before = 0;
    for (const { pending, start, records } of slices) {
      const count = Math.max(0, Math.min(records.length, handled - before));
      before += records.length;
      const { batch } = pending;
      const isWhole = start + count === batch.records.length;
      const last = isWhole ? batch.nextOffset - 1n : records[count - 1]?.offset;
      if (last === undefined) continue;
      pending.next = start + count;
      batch.resolve(last);
      offsets.push({ topic: batch.topic, partition: batch.partition, offset: last + 1n });
    }
    if (offsets.length > 0) await this.commit(offsets, { now });
  }

  private endFinished(): void {
    for (const pending of [...this.batches]) {
      if (pending.next >= pending.batch.records.length) this.endBatch(pending, { outcome: 'done' });
    }
  }

  private endBatch(pending: PendingBatch, end: BatchEnd): void {
    pending.end(end);
    this.batches = this.batches.filter((other) => other !== pending);
  }
}

/** A heartbeat that fails says that the group rebalances: the run ends first, then kafkajs rejoins. */
function beat(slices: readonly Slice[]): void {
  void slices[0]?.pending.batch.heartbeat().catch(() => undefined);
}
