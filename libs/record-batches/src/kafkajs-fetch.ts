import { createRequire } from 'node:module';
import { logRecordOf, type LogRecord } from '@peaje/contracts';
import type { Batch } from 'kafkajs';
import { decodeFetchResponse, type PartitionResponse } from './fetch-response.js';
import { MOST_RECORDS, readRecordSet, Room, type ReadRecordSet, type UnreadableBatch } from './record-set.js';
import { type FetchedMessage, standIn, type UnreadReason } from './unread.js';

/** A record in bytes, or a stand-in for one that nobody gets. */
export interface FetchedRecord extends LogRecord {
  readonly unread?: UnreadReason;
}

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface FetchedPartition {
  readonly records: readonly FetchedRecord[];
  /** The position after these records. */
  readonly nextOffset: bigint;
  /** Stands right after these records; its partition cannot go on. */
  readonly unreadable: UnreadableBatch | null;
}

/** The parts of kafkajs 2.2.4 that are patched here, with what they take and give. */
interface FetchRequest {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}
interface FetchReply {
  readonly responses: readonly { readonly topicName: string; readonly partitions: object[] }[];
}
interface Broker {
  fetch(request: FetchRequest): Promise<FetchReply>;
}
interface KafkajsBatch {
  readonly topic: string;
  readonly partition: number;
  readonly fetchedOffset: string;
  readonly rawMessages: object;
  readonly messages: readonly { readonly offset: string }[];
  isEmpty(): boolean;
  lastOffset(): string;
}
interface Runner {
  readonly running: boolean;
  readonly eachBatch: unknown;
  handleBatch(batch: KafkajsBatch): Promise<void>;
  processEachBatch(batch: KafkajsBatch): Promise<void>;
  autoCommitOffsets(): Promise<void>;
  heartbeat(): Promise<void>;
}

const require = createRequire(import.meta.url);
const response = require('kafkajs/src/protocol/requests/fetch/v11/response.js') as { decode: unknown };
const { prototype: broker } = require('kafkajs/src/broker/index.js') as { prototype: Broker };
const { prototype: kafkajsBatch } = require('kafkajs/src/consumer/batch.js') as { prototype: KafkajsBatch };
const { prototype: runner } = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };

/** What was read of the batches that kafkajs carries around, by its array of messages. */
const reads = new WeakMap<object, ReadRecordSet>();

/**
 * kafkajs decodes a whole reply at once, so one batch that it cannot decode takes every partition of that broker with
 * it; it knows one codec, checks no CRC, and has no word for an offset without a record. So its decoder leaves the
 * batches as bytes, and they are read here, where the offset that was asked for is known.
 */
response.decode = async (bytes: Buffer) => decodeFetchResponse(bytes);

const { fetch } = broker;
broker.fetch = async function (request) {
  const reply = await fetch.call(this, request);
  const room = new Room();
  // In another order each time: where there is no room for all, each partition has its turn.
  for (const [topic, index] of shuffled(reply.responses.flatMap(positionsIn))) {
    const { topicName, partitions } = topic;
    const partition = partitions[index] as PartitionResponse;
    const asked = request.topics.find((one) => one.topic === topicName)!;
    const { fetchOffset } = asked.partitions.find((one) => one.partition === partition.partition)!;
    const { messages: bytes, abortedTransactions: aborted, failure } = partition;
    const ends = { fetchOffset: BigInt(fetchOffset), highWatermark: BigInt(partition.highWatermark) };
    const read = await readRecordSet({ bytes, failure, aborted, ...ends }, room);
    reads.set(read.messages, read);
    partitions[index] = { ...partition, messages: read.messages, abortedTransactions: [] };
  }
  return reply;
};

type TopicReply = FetchReply['responses'][number];

const positionsIn = (topic: TopicReply): (readonly [TopicReply, number])[] =>
  topic.partitions.map((_, index) => [topic, index]);

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/**
 * kafkajs moves a position to here when the last of the `messages` is resolved. Stand-ins behind it are not handled yet,
 * so it moves there only when the fetch brought nothing else.
 */
const { lastOffset } = kafkajsBatch;
kafkajsBatch.lastOffset = function () {
  const read = reads.get(this.rawMessages);
  if (!read) return lastOffset.call(this);
  return this.messages.at(-1)?.offset ?? (read.nextOffset - 1n).toString();
};

/** Also a fetch without one readable record reaches `eachBatch`: its holes move the position, its bad batch is reported. */
const { handleBatch } = runner;
runner.handleBatch = async function (batch) {
  const read = reads.get(batch.rawMessages);
  const says = read && (read.unreadable !== null || read.nextOffset > BigInt(batch.fetchedOffset));
  if (!this.running || !this.eachBatch || !batch.isEmpty() || !says) return handleBatch.call(this, batch);
  await this.processEachBatch(batch);
  await this.autoCommitOffsets();
  await this.heartbeat();
};

/** What a batch that kafkajs gives to `eachBatch` brought. */
export function fetchedOf(batch: Batch): FetchedPartition {
  const { topic, partition } = batch;
  const read = reads.get((batch as unknown as KafkajsBatch).rawMessages);
  if (!read) throw new Error('the broker answers no Fetch request of version 11: it is older than Kafka 2.3');
  const { nextOffset, unreadable } = read;
  const records = read.messages.map((message) => fetchedRecordOf(topic, partition, message));
  return { records, nextOffset, unreadable };
}

/**
 * For readers that only look and must come to the end: an unreadable batch is a stand-in for each of its offsets.
 * Services use it not: they wait.
 */
export function readable(batch: FetchedPartition & TopicPartition): FetchedPartition {
  const { records, unreadable } = batch;
  return unreadable && records.length === 0 ? steppedOver(batch, unreadable) : batch;
}

/**
 * What readers get once an operator has told them to step over the batch that a fetch begins with: a stand-in for each of
 * its offsets that is not read yet, so that audit's chain says what is missing; at most as many as a fetch brings.
 */
export function steppedOver(
  { topic, partition, nextOffset: position }: TopicPartition & Pick<FetchedPartition, 'nextOffset'>,
  { firstOffset, lastOffset }: UnreadableBatch,
): FetchedPartition {
  const from = position > firstOffset ? position : firstOffset;
  const end = lastOffset + 1n;
  const most = from + BigInt(MOST_RECORDS);
  const nextOffset = end < most ? end : most;
  const records: FetchedRecord[] = [];
  for (let offset = from; offset < nextOffset; offset++)
    records.push(fetchedRecordOf(topic, partition, standIn(offset, 0n, 'skipped')));
  return { records, nextOffset, unreadable: null };
}

function fetchedRecordOf(topic: string, partition: number, message: FetchedMessage): FetchedRecord {
  const record = logRecordOf(topic, partition, message as Parameters<typeof logRecordOf>[2]);
  return message.unread ? { ...record, unread: message.unread } : record;
}
