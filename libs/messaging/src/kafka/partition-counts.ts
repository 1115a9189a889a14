import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { KafkaClient } from './kafka-client.js';

const AGAIN_AFTER_MS = 2_000;

/** How many partitions topics have. Asked until Kafka knows them all: a service starts while Kafka is down. */
export class PartitionCounts {
  readonly known: Promise<void>;
  private readonly counts = new Map<string, number>();
  private readonly pass: () => void;
  private stopped = false;

  constructor(
    private readonly client: Pick<KafkaClient, 'endOffsets'>,
    private readonly topics: readonly string[],
    private readonly logger: MessagingLogger,
    private readonly againAfterMs = AGAIN_AFTER_MS,
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.known = promise;
    this.pass = resolve;
    void this.ask();
  }

  /** After `known`. @throws TypeError for a topic that was not named */
  of(topic: string): number {
    const count = this.counts.get(topic);
    if (count === undefined)
      throw new TypeError(`the number of partitions of ${topic} is not known: name it among the topics`);
    return count;
  }

  /** Nothing is asked any more; `known` stays as it is. */
  stop(): void {
    this.stopped = true;
  }

  private async ask(): Promise<void> {
    while (!this.stopped) {
      try {
        for (const topic of this.topics) this.counts.set(topic, (await this.client.endOffsets(topic)).length);
        return this.pass();
      } catch (error) {
        this.logger.warn({ error }, 'cannot tell yet how many partitions the topics have');
        await sleep(this.againAfterMs, undefined, { ref: false });
      }
    }
  }
}
