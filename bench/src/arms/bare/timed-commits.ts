import type { Consumer } from 'kafkajs';

const EVERY_MS = 200;

/** Commits the offsets of a consumer by time, not by batch. A death before a commit repeats records. */
export class TimedCommits {
  private readonly next = new Map<string, { topic: string; partition: number; offset: string }>();

  constructor(private readonly consumer: Consumer) {
    setInterval(() => void this.commit(), EVERY_MS);
  }

  handled(topic: string, partition: number, last: string): void {
    const offset = String(BigInt(last) + 1n);
    this.next.set(`${topic}/${partition}`, { topic, partition, offset });
  }

  /** Commits the rest and leaves the group. */
  async end(): Promise<void> {
    await this.commit();
    await this.consumer.disconnect();
  }

  private async commit(): Promise<void> {
    const offsets = [...this.next.values()];
    this.next.clear();
    if (offsets.length > 0) await this.consumer.commitOffsets(offsets).catch(() => undefined);
  }
}
