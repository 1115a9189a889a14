/** A record as it stands in Kafka, in bytes: what was read, and nothing that we could have made up. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** A name may stand more than once; values keep their order. */
  readonly headers: readonly Header[];
}

export type Header = readonly [name: string, value: Buffer];

/** A message as Kafka clients for Node give it: a header that stands more than once is an array. */
export interface ClientMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** One way for all who read: audit chains these bytes, and whoever verifies a chain must see the same. */
export const logRecordOf = (topic: string, partition: number, message: ClientMessage): LogRecord => ({
  topic,
  partition,
  offset: BigInt(message.offset),
  timestampMs: Number(message.timestamp),
  key: message.key,
  value: message.value,
  headers: headerPairs(message.headers),
});

/**
 * kafkajs asks a plain object whether it had the name before: for a header called `constructor` it finds what every
 * object has, and puts that first.
 */
const headerPairs = (headers: ClientMessage['headers']): Header[] =>
  Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter(isHeaderValue)
      .map((v) => [name, Buffer.from(v ?? '')] as const),
  );

const isHeaderValue = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string' || Buffer.isBuffer(value);
