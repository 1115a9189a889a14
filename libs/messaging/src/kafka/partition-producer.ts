import type { AppendedRecord, KafkaProducer } from './kafka-client.js';
import { partitionName } from './record-position.js';
import { SendTurns } from './send-turns.js';

const MAX_RECORDS = 1_000;
const MAX_BYTES = 512 * 1024;

interface Waiting {
  readonly record: AppendedRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The iron rule (ADR 3): the caller chooses the partition, one send carries one partition only, and a partition has
 * at most one send in flight in this process. What waits meanwhile goes together in the next: a natural batch.
 * The partitions of a topic take turns, for fuller batches (ADR 32).
 */
export class PartitionProducer {
  private readonly queues = new Map<string, PartitionQueue>();
  /** By topic. */
  private readonly turns = new Map<string, SendTurns>();

  constructor(private readonly producer: KafkaProducer) {}

  /** Resolves when every in-sync replica has the record. @throws NotAcknowledgedError */
  append(topic: string, partition: number, record: AppendedRecord): Promise<void> {
    const name = partitionName({ topic, partition });
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new PartitionQueue(this.turnsOf(topic), (records) =>
        this.producer.append(topic, partition, records),
      );
      this.queues.set(name, queue);
    }
    return queue.append(record);
  }

  private turnsOf(topic: string): SendTurns {
    const turns = this.turns.get(topic) ?? new SendTurns();
    this.turns.set(topic, turns);
    return turns;
  }

  /** Records that have not been acknowledged yet. */
  get pending(): number {
    let pending = 0;
    for (const queue of this.queues.values()) pending += queue.pending;
    return pending;
  }
}

class PartitionQueue {
  private waiting: Waiting[] = [];
  private inFlight: Waiting[] = [];
  /** From the question for a turn until its send has an answer. */
  private isAsking = false;

  constructor(
    private readonly turns: SendTurns,
    private readonly send: (records: AppendedRecord[]) => Promise<void>,
  ) {}

  get pending(): number {
    return this.waiting.length + this.inFlight.length;
  }

  append(record: AppendedRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ record, resolve, reject });
      if (!this.isAsking) this.askForTurn();
    });
  }

  private askForTurn(): void {
    this.isAsking = this.waiting.length > 0;
    if (this.isAsking) this.turns.ask((endTurn) => void this.sendBatch().finally(endTurn));
  }

  private async sendBatch(): Promise<void> {
    this.inFlight = this.takeBatch();
    try {
      await this.send(this.inFlight.map(({ record }) => record));
      for (const { resolve } of this.inFlight) resolve();
    } catch (error) {
      for (const { reject } of this.inFlight) reject(error);
    }
    this.inFlight = [];
    this.askForTurn();
  }

  private takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.waiting.length && count < MAX_RECORDS) {
      bytes += sizeOf(this.waiting[count]!.record);
      if (count > 0 && bytes > MAX_BYTES) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }
}

const sizeOf = ({ key, value }: AppendedRecord): number => (key?.length ?? 0) + (value?.length ?? 0) + 300;
