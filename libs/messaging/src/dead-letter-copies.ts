import { deadLetterTopic } from '@peaje/contracts';
import type { AppendedRecord, FetchedRecord } from './log-client.js';
import type { PartitionProducer } from './partition-producer.js';

export interface DeadLetterCause {
  readonly code: string;
  /** Paths and rules, never values. */
  readonly reason: string;
  readonly attempts: number;
}

/** The published copy of what is parked: the record as it was read, and why. The database is the authority. */
export class DeadLetterCopies {
  constructor(
    private readonly producer: PartitionProducer,
    private readonly group: string,
  ) {}

  /** Resolves when Kafka has it: only then may the offset be committed. */
  async publish(record: FetchedRecord, cause: DeadLetterCause): Promise<void> {
    await this.producer.append(
      deadLetterTopic(record.topic, this.group),
      record.partition,
      this.copy(record, cause),
    );
  }

  private copy(record: FetchedRecord, cause: DeadLetterCause): AppendedRecord {
    const headers: Record<string, string | Buffer | Buffer[]> = {};
    for (const [name, value] of record.headers) {
      const before = headers[name] as Buffer | Buffer[] | undefined;
      headers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
    }
    return {
      key: record.key,
      value: record.value,
      headers: {
        ...headers,
        'peaje-dlq-topic': record.topic,
        'peaje-dlq-partition': String(record.partition),
        'peaje-dlq-offset': record.offset.toString(),
        'peaje-dlq-timestamp': String(record.timestampMs),
        'peaje-dlq-group': this.group,
        'peaje-dlq-code': cause.code,
        'peaje-dlq-reason': cause.reason,
        'peaje-dlq-attempts': String(cause.attempts),
      },
    };
  }
}
