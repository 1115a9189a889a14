import type { ConsumerHealth } from './consumer-health.js';
import type { KafkaConsumer } from '../kafka/kafka-client.js';
import { partitionName } from '../kafka/record-position.js';

const FIRST_MS = 200;
const LONGEST_MS = 10_000;

/** An outage pauses the partitions that met it, longer each time and without end. */
export class PartitionBackoff {
  private readonly failures = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly consumer: KafkaConsumer,
    private readonly health: ConsumerHealth,
  ) {}

  /** Pauses the partition and returns for how many ms. */
  failed(topic: string, partition: number, code: string): number {
    const name = partitionName({ topic, partition });
    const failures = (this.failures.get(name) ?? 0) + 1;
    this.failures.set(name, failures);
    this.health.retrying(topic, partition, code);
    const delayMs = Math.round(
      Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2),
    );
    this.consumer.pause(topic, partition);
    clearTimeout(this.timers.get(name));
    if (this.stopped) return delayMs;
    const timer = setTimeout(() => {
      this.timers.delete(name);
      this.consumer.resume(topic, partition);
    }, delayMs);
    this.timers.set(name, timer);
    return delayMs;
  }

  succeeded(topic: string, partition: number): void {
    this.failures.delete(partitionName({ topic, partition }));
  }

  /** After a join: partitions that were taken away begin anew, should they come back. */
  keepOnly(assignment: Readonly<Record<string, readonly number[]>>): void {
    const kept = new Set(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => partitionName({ topic, partition })),
      ),
    );
    for (const name of this.failures.keys()) if (!kept.has(name)) this.forget(name);
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private forget(name: string): void {
    this.failures.delete(name);
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }
}
