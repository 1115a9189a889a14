import { randomBytes, randomUUID } from 'node:crypto';
import kafkajs, { type Message, type Producer } from 'kafkajs';
import { type Codec, CODECS } from '../kafka/codecs.js';
import { kafka, type SeenRecord } from '../kafka/log-reader.js';

/** A batch in Kafka. Both offsets are part of it. */
export interface WrittenBatch {
  readonly topic: string;
  readonly partition: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Sends batches of one partition each: the answer names the offset of its first record. */
export class BatchWriter {
  private readonly producer: Producer = kafka().producer();

  connect = (): Promise<void> => this.producer.connect();
  disconnect = (): Promise<void> => this.producer.disconnect();

  async write(
    { topic, partition }: Pick<SeenRecord, 'topic' | 'partition'>,
    messages: readonly Message[],
    codec?: Codec,
  ): Promise<WrittenBatch> {
    const [reply] = await this.producer.send({
      topic,
      acks: -1,
      compression: codec ? CODECS[codec] : kafkajs.CompressionTypes.None,
      messages: messages.map((message) => ({ ...message, partition })),
    });
    const first = BigInt(reply!.baseOffset!);
    return { topic, partition, first, last: first + BigInt(messages.length) - 1n };
  }
}

export const offsetsOf = ({ first, last }: WrittenBatch): string[] =>
  Array.from({ length: Number(last - first) + 1 }, (_, n) => String(first + BigInt(n)));

/** The same record again. */
export const again = ({ raw: { key, value, headers } }: SeenRecord): Message => ({
  key,
  value,
  headers: headers ?? {},
});

/** The record with another amount: a reader that handles it finds a contradiction, and parks its key. */
export const contradiction = (record: SeenRecord): Message => {
  const data = JSON.parse(record.value!) as object;
  return { ...again(record), value: JSON.stringify({ ...data, amount: { value: '999', currency: 'EUR' } }) };
};

/** Records that nobody can decode: no headers, and bytes that are no JSON. A key is in one partition only. */
export const undecodable = (count: number): Message[] =>
  Array.from({ length: count }, () => ({ key: randomUUID(), value: randomBytes(200) }));

const BOMB_RECORDS = 3;
const BOMB_RECORD_BYTES = 4 * 1024 * 1024;

/** Records of zeros with healthy headers and keys. They unpack to 12 MB, and are a few kilobytes as they are sent. */
export const bomb = (record: SeenRecord): Message[] =>
  Array.from({ length: BOMB_RECORDS }, () => ({ ...again(record), value: Buffer.alloc(BOMB_RECORD_BYTES) }));

/** Sends these records in one transaction, and ends it. */
export async function inTransaction(
  end: 'commit' | 'abort',
  records: readonly SeenRecord[],
  messageOf: (record: SeenRecord) => Message,
  codec?: Codec,
): Promise<void> {
  const producer = kafka().producer({
    transactionalId: `hostile-${randomUUID()}`,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    for (const record of records)
      await transaction.send({
        topic: record.topic,
        compression: codec ? CODECS[codec] : kafkajs.CompressionTypes.None,
        messages: [{ ...messageOf(record), partition: record.partition }],
      });
    await transaction[end]();
  } finally {
    await producer.disconnect();
  }
}
