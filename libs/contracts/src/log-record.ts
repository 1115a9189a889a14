/** A record in bytes, exactly as it stands in Kafka. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** An int64 of the sender: a Date, and a JS number, cannot hold every one. */
  readonly timestampMs: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** A name may stand more than once. Values keep their order. */
  readonly headers: readonly Header[];
}

export type Header = readonly [name: string, value: Buffer];

/** A message as Kafka clients for Node return it: the values of a header that stands more than once are an array. */
interface ClientMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** All readers use this one function: audit chains these bytes, and a verification must see the same bytes. */
export const logRecordOf = (topic: string, partition: number, message: ClientMessage): LogRecord => ({
  topic,
  partition,
  offset: BigInt(message.offset),
  timestampMs: BigInt(message.timestamp),
  key: message.key,
  value: message.value,
  headers: headerPairs(message.headers),
});

/**
 * kafkajs collects headers in a plain object. For a header called `constructor` it finds the inherited property and
 * puts that first.
 */
const headerPairs = (headers: ClientMessage['headers']): Header[] =>
  Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter(isHeaderValue)
      .map((v) => [name, Buffer.from(v ?? '')] as const),
  );

const isHeaderValue = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string' || Buffer.isBuffer(value);
