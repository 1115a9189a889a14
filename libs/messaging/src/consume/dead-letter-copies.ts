import { deadLetterTopic } from '@peaje/contracts';
import type { AppendedRecord, FetchedRecord } from '../kafka/kafka-client.js';
import type { PartitionProducer } from '../kafka/partition-producer.js';

export interface DeadLetterCause {
  readonly code: string;
  /** Paths and rules, never values. */
  readonly reason: string;
  readonly attempts: number;
}

/** Kafka takes 1 MB; what came compressed may be longer, and our own headers need room. */
const LARGEST_COPY = 900_000;

/**
 * The published copy of what is parked: the record as it was read, and why. The database is the authority, and alone has
 * what is too long to be copied.
 */
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
    const bytes = sizeOf(record);
    return bytes > LARGEST_COPY
      ? {
          key: null,
          value: null,
          headers: { ...this.reasons(record, cause), 'peaje-dlq-left-out': `${bytes} bytes` },
        }
      : {
          key: record.key,
          value: record.value,
          headers: { ...headersOf(record), ...this.reasons(record, cause) },
        };
  }

  private reasons(record: FetchedRecord, cause: DeadLetterCause): Record<string, string> {
    return {
      'peaje-dlq-topic': record.topic,
      'peaje-dlq-partition': String(record.partition),
      'peaje-dlq-offset': record.offset.toString(),
      'peaje-dlq-timestamp': String(record.timestampMs),
      'peaje-dlq-group': this.group,
      'peaje-dlq-code': cause.code,
      'peaje-dlq-reason': cause.reason,
      'peaje-dlq-attempts': String(cause.attempts),
    };
  }
}

const FRAMING_OF_A_HEADER = 8;

const sizeOf = ({ key, value, headers }: FetchedRecord): number =>
  headers.reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + bytes.length + FRAMING_OF_A_HEADER,
    (key?.length ?? 0) + (value?.length ?? 0),
  );

/** A Map, because a name may be one that every object has. */
function headersOf({ headers }: FetchedRecord): Record<string, Buffer | Buffer[]> {
  const byName = Map.groupBy(headers, ([name]) => name);
  return Object.fromEntries(
    [...byName].map(([name, its]) => {
      const [first, ...more] = its.map(([, value]) => value);
      return [name, more.length === 0 ? first! : [first!, ...more]];
    }),
  );
}
