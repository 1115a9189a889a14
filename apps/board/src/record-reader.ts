import { randomUUID } from 'node:crypto';
import { BOARD_GROUPS } from '@peaje/contracts';
import { Refusal, within } from '@peaje/kernel';
import {
  partitionName,
  positionName,
  type FetchedBatch,
  type FetchedRecord,
  type KafkaClient,
  type KafkaConsumer,
  type RecordPosition,
} from '@peaje/messaging';
import { readable } from '@peaje/record-batches';
import { forgetGroup } from './forget-group.js';

/** Each batch of Kafka comes whole, but no more of them than needed. */
const PACE = { minBytes: 1, maxWaitMs: 100, maxBytesAPartition: 64 * 1024 };
const PATIENCE_MS = 5_000;
const AT_ONCE = 10;

/** Reads single records by their positions, each time in a group of its own, which it deletes. */
export class RecordReader {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly client: KafkaClient,
    private readonly instance: string,
  ) {}

  /** Those that Kafka has and brings in time, in the order of the positions. @throws Refusal not-ready */
  async read(positions: readonly RecordPosition[]): Promise<FetchedRecord[]> {
    if (this.running.size >= AT_ONCE) throw notReady('the board reads other records now: try again');
    const wanted = new WantedRecords(positions);
    try {
      await this.dropWhatIsNotThere(wanted);
    } catch (cause) {
      throw notReady('Kafka does not answer: try again', { cause });
    }
    if (!wanted.isDone) await this.readUntilDone(wanted);
    return wanted.inOrder();
  }

  async close(): Promise<void> {
    await Promise.all(this.running);
  }

  private async dropWhatIsNotThere(wanted: WantedRecords): Promise<void> {
    for (const topic of wanted.topics)
      for (const range of await this.client.offsetRanges(topic)) wanted.dropOutside(range);
    wanted.dropUnknownPartitions();
  }

  private async readUntilDone(wanted: WantedRecords): Promise<void> {
    const group = `${BOARD_GROUPS}${this.instance}.record.${randomUUID()}`;
    const consumer = this.client.createConsumer();
    for (const { topic, partition } of wanted.idlePartitions()) consumer.pause(topic, partition);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    consumer.start({
      group,
      topics: wanted.topics,
      pace: PACE,
      starts: () => wanted.starts(),
      onBatch: (batch) => {
        wanted.take(batch, consumer);
        if (wanted.isDone) resolve();
        return Promise.resolve();
      },
    });
    await within(PATIENCE_MS, done, () => undefined);
    // The caller need not wait for that.
    const left = consumer
      .stop()
      .then(() => forgetGroup(this.client, group))
      .finally(() => this.running.delete(left));
    this.running.add(left);
  }
}

/** What is still to be read of each partition. */
class WantedRecords {
  private readonly found = new Map<string, FetchedRecord>();
  private readonly unread = new Map<string, RecordPosition[]>();
  private readonly known = new Map<string, { topic: string; partition: number }>();

  constructor(private readonly positions: readonly RecordPosition[]) {
    const inOrder = [...positions].sort((a, b) => (a.offset < b.offset ? -1 : 1));
    for (const position of inOrder) {
      const name = partitionName(position);
      this.unread.set(name, [...(this.unread.get(name) ?? []), position]);
    }
  }

  get topics(): string[] {
    return [...new Set(this.positions.map(({ topic }) => topic))];
  }

  get isDone(): boolean {
    return [...this.unread.values()].every(({ length }) => length === 0);
  }

  dropOutside({
    topic,
    partition,
    start,
    end,
  }: {
    topic: string;
    partition: number;
    start: bigint;
    end: bigint;
  }): void {
    this.known.set(partitionName({ topic, partition }), { topic, partition });
    this.keep({ topic, partition }, ({ offset }) => offset >= start && offset < end);
  }

  dropUnknownPartitions(): void {
    for (const name of this.unread.keys()) if (!this.known.has(name)) this.unread.delete(name);
  }

  /** Partitions of the topics that nothing is wanted of. */
  idlePartitions(): { topic: string; partition: number }[] {
    return [...this.known].filter(([name]) => !this.unread.get(name)?.length).map(([, one]) => one);
  }

  starts(): RecordPosition[] {
    return [...this.unread.values()].flatMap(([next]) => (next ? [next] : []));
  }

  take(batch: FetchedBatch, consumer: KafkaConsumer): void {
    const { records, nextOffset } = readable(batch);
    const offsets = new Set((this.unread.get(partitionName(batch)) ?? []).map(({ offset }) => offset));
    for (const record of records)
      if (offsets.has(record.offset)) this.found.set(positionName(record), record);
    this.keep(batch, ({ offset }) => offset >= nextOffset);
    const [next] = this.unread.get(partitionName(batch)) ?? [];
    // What lies between is not read.
    if (next) batch.resolve(next.offset - 1n);
    else consumer.pause(batch.topic, batch.partition);
  }

  inOrder(): FetchedRecord[] {
    return this.positions.flatMap((position) => this.found.get(positionName(position)) ?? []);
  }

  private keep(
    of: { topic: string; partition: number },
    isKept: (position: RecordPosition) => boolean,
  ): void {
    this.unread.set(partitionName(of), (this.unread.get(partitionName(of)) ?? []).filter(isKept));
  }
}

const notReady = (detail: string, options?: ErrorOptions): Refusal =>
  new Refusal('not-ready', { detail, retryAfterSeconds: 1 }, options);
