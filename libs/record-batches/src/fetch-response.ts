import { ByteReader } from './byte-reader.js';
import type { AbortedTransaction } from './record-set.js';

/**
 * Errors of one partition, by their number, that asking another broker does not cure: its leader cannot read its own
 * log. kafkajs fails the whole reply for them, so the partition carries its error beside `errorCode`.
 */
const UNREADABLE_LOG = new Map([
  [-1, 'UNKNOWN_SERVER_ERROR'],
  [2, 'CORRUPT_MESSAGE'],
  [56, 'KAFKA_STORAGE_ERROR'],
  [87, 'INVALID_RECORD'],
]);

/** A partition in the reply to a fetch, with its batches as bytes. The names are kafkajs's. */
export interface PartitionResponse {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly AbortedTransaction[];
  readonly preferredReadReplica: number;
  readonly messages: Buffer;
  /** Why the broker has no bytes of this partition. */
  readonly failure: string | null;
}

/** Fetch Response, version 11 (https://kafka.apache.org/protocol#The_Messages_Fetch). */
export function decodeFetchResponse(bytes: Buffer) {
  const reader = new ByteReader(bytes);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  const sessionId = reader.int32();
  const responses = array(reader, () => ({
    topicName: reader.bytes(reader.int16()).toString(),
    partitions: array(reader, () => partitionOf(reader)),
  }));
  // As in kafkajs: the client waits for its throttle time itself.
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

function partitionOf(reader: ByteReader): PartitionResponse {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const failure = UNREADABLE_LOG.get(errorCode) ?? null;
  return {
    partition,
    errorCode: failure === null ? errorCode : 0,
    failure,
    highWatermark: reader.int64().toString(),
    lastStableOffset: reader.int64().toString(),
    lastStartOffset: reader.int64().toString(),
    abortedTransactions: array(reader, () => ({ producerId: reader.int64(), firstOffset: reader.int64() })),
    preferredReadReplica: reader.int32(),
    messages: reader.bytes(Math.max(0, reader.int32())),
  };
}

function array<T>(reader: ByteReader, read: () => T): T[] {
  const length = Math.max(0, reader.int32());
  const items: T[] = [];
  while (items.length < length) items.push(read());
  return items;
}
