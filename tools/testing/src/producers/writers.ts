import { NotAcknowledgedError, type AppendedRecord } from '@peaje/messaging';
import { eventually } from '../outside/eventually.js';
import { PARTITIONS } from './judged-topic.js';

/** The producer under test: `append` resolves when Kafka has acknowledged the record. */
export interface Appender {
  append(topic: string, partition: number, record: AppendedRecord): Promise<void>;
}

export const WRITERS = 64;
const GO_ON_WITHIN_MS = 90_000;

/** Concurrent writers, each with a key of its own. A writer goes on when Kafka has acknowledged its last record. */
export class Writers {
  readonly acknowledged: string[][] = Array.from({ length: PARTITIONS }, () => []);
  refused = 0;
  private stopped = false;
  private readonly ended: Promise<unknown>;

  constructor(appender: Appender, topic: string, round = 0) {
    this.ended = Promise.all(
      Array.from({ length: WRITERS }, (_, writer) => this.write(appender, topic, writer, round)),
    );
    this.ended.catch(() => undefined); // stop() throws it
  }

  get count(): number {
    return this.acknowledged.reduce((sum, some) => sum + some.length, 0);
  }

  /** Waits for more acknowledgements than there are writers: the fault is over. */
  async untilTheyGoOn(): Promise<void> {
    const before = this.count;
    await eventually(
      'the writers go on',
      () => expect(this.count).toBeGreaterThan(before + WRITERS),
      GO_ON_WITHIN_MS,
    );
  }

  /** Each writer ends when Kafka has acknowledged its last record. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }

  private async write(appender: Appender, topic: string, writer: number, round: number): Promise<void> {
    const partition = writer % PARTITIONS;
    for (let n = 0; !this.stopped; n++) {
      const value = `${round}.${writer}:${n}`;
      await this.untilAcknowledged(() =>
        appender.append(topic, partition, { key: String(writer), value, headers: {} }),
      );
      this.acknowledged[partition]!.push(value);
    }
  }

  private async untilAcknowledged(append: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await append();
      } catch (error) {
        if (!(error instanceof NotAcknowledgedError)) throw error;
        this.refused += 1;
      }
    }
  }
}
