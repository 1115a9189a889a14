import type { Consumer } from 'kafkajs';

const EVERY_MS = 200;

/** Commits the offsets of a consumer by time, not by batch. A death before a commit repeats records. */
export class TimedCommits {
  private readonly next = new Map<string, { topic: string; partition: number; offset: string }>();

  constructor(consumer: Consumer) {
    setInterval(() => {
      const offsets = [...this.next.values()];
      this.next.clear();
      if (offsets.length > 0) consumer.commitOffsets(offsets).catch(() => undefined);
    }, EVERY_MS);
  }

  handled(topic: string, partition: number, last: string): void {
    const offset = String(BigInt(last) + 1n);
    this.next.set(`${topic}/${partition}`, { topic, partition, offset });
  }
}
