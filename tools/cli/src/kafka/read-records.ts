import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fetchedOf, readable, type FetchedRecord } from '@peaje/record-batches';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { CliError, EXIT } from '../cli-error.js';
import type { KafkaAccess } from './kafka-access.js';
import { type OffsetRange, UnreadRanges } from './offset-ranges.js';

/** Called for each record. `enough` ends the reading. */
type OnRecord = (record: FetchedRecord) => Promise<'more' | 'enough'> | 'more' | 'enough';

/** `enough` ends the reading. */
interface Reader {
  readonly onRecord: OnRecord;
  /** Called with the next offset of a partition, also where Kafka has no record. */
  readonly onPosition: (topic: string, partition: number, offset: bigint) => 'more' | 'enough';
}

const DELETE_ATTEMPTS = 5;
/** Of one reply, which stands in memory several times while it is unpacked. kafkajs asks for ten times as much. */
const REPLY_BYTES = 1024 * 1024;

/**
 * Reads ranges of offsets and leaves no group behind. kafkajs reads in groups only, so this one commits nothing and is
 * deleted at the end. Returns when all ranges are read, at `enough`, or when `signal` is aborted.
 */
export async function readRecords(
  access: KafkaAccess,
  ranges: readonly OffsetRange[],
  onRecord: OnRecord,
  signal: AbortSignal,
): Promise<void> {
  const unread = new UnreadRanges(ranges);
  if (unread.isDone || signal.aborted) return;
  const groupId = `peaje-cli-${randomUUID()}`;
  const consumer = await newConsumer(access, groupId);
  const topics = [...new Set(ranges.map(({ topic }) => topic))];
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    // After every join, because kafkajs forgets positions that are not committed.
    for (const [topic, partitions] of Object.entries(memberAssignment)) {
      for (const partition of partitions) {
        const next = unread.next(topic, partition);
        if (next !== null) consumer.seek({ topic, partition, offset: next.toString() });
        else consumer.pause([{ topic, partitions: [partition] }]);
      }
    }
  });
  const reader: Reader = {
    onRecord: (record) => (unread.includes(record) ? onRecord(record) : 'more'),
    onPosition: (topic, partition, offset) => {
      const next = unread.markRead({ topic, partition, offset: offset - 1n });
      if (next !== null && next > offset) consumer.seek({ topic, partition, offset: next.toString() });
      return unread.isDone ? 'enough' : 'more';
    },
  };
  try {
    await consume(access, consumer, topics, { fromBeginning: false, autoCommit: false }, reader, signal);
  } finally {
    await deleteGroup(access, groupId);
  }
}

/** Reads in a lasting group and commits each record after `onRecord`. The next call with this group continues there. */
export async function followInGroup(
  access: KafkaAccess,
  { topic, group, fromBeginning }: { topic: string; group: string; fromBeginning: boolean },
  onRecord: OnRecord,
  signal: AbortSignal,
): Promise<void> {
  const consumer = await newConsumer(access, group);
  const starts = await uncommitted(access, group, topic, fromBeginning);
  const startOnce = consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    startOnce();
    // A seek also commits. Otherwise an empty partition would begin at its new end the next time.
    for (const partition of memberAssignment[topic] ?? []) {
      const offset = starts.get(partition);
      if (offset !== undefined) consumer.seek({ topic, partition, offset: offset.toString() });
    }
  });
  const reader: Reader = { onRecord, onPosition: () => 'more' };
  await consume(access, consumer, [topic], { fromBeginning, autoCommit: true }, reader, signal);
}

/** The first offsets of a group in the partitions where it has committed none. */
async function uncommitted(
  access: KafkaAccess,
  group: string,
  topic: string,
  fromBeginning: boolean,
): Promise<Map<number, bigint>> {
  const [committed] = await access.ask((admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }));
  const known = new Set(
    (committed?.partitions ?? []).filter(({ offset }) => offset !== '-1').map(({ partition }) => partition),
  );
  const ends = (await access.ends(topic)).filter(({ partition }) => !known.has(partition));
  return new Map(ends.map(({ partition, low, high }) => [partition, fromBeginning ? low : high]));
}

async function newConsumer(access: KafkaAccess, groupId: string): Promise<Consumer> {
  const kafka = await access.kafka();
  return kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    sessionTimeout: 10_000,
    rebalanceTimeout: 10_000,
    maxWaitTimeInMs: 200,
    maxBytes: REPLY_BYTES,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
  });
}

async function consume(
  access: KafkaAccess,
  consumer: Consumer,
  topics: string[],
  { fromBeginning, autoCommit }: { fromBeginning: boolean; autoCommit: boolean },
  reader: Reader,
  signal: AbortSignal,
): Promise<void> {
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  let isOver = false;
  const eachBatch = async ({ batch, resolveOffset }: EachBatchPayload): Promise<void> => {
    try {
      const { records, nextOffset } = readable({
        topic: batch.topic,
        partition: batch.partition,
        ...fetchedOf(batch),
      });
      for (const record of records) {
        if (isOver || signal.aborted) return;
        isOver = (await reader.onRecord(record)) === 'enough';
        resolveOffset(record.offset.toString());
        isOver ||= reader.onPosition(batch.topic, batch.partition, record.offset + 1n) === 'enough';
        if (isOver) return end();
      }
      // Past markers and holes, where no record stands.
      resolveOffset((nextOffset - 1n).toString());
      isOver ||= reader.onPosition(batch.topic, batch.partition, nextOffset) === 'enough';
      if (isOver) end();
    } catch (error) {
      isOver = true;
      fail(error);
    }
  };
  signal.addEventListener('abort', () => end(), { once: true });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) fail(payload.error);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning });
    await consumer.run({ autoCommit, eachBatchAutoResolve: false, eachBatch });
    await ended;
  } catch (error) {
    throw access.asCliError(error);
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
}

async function deleteGroup(access: KafkaAccess, groupId: string): Promise<void> {
  for (let attempt = 1; attempt <= DELETE_ATTEMPTS; attempt++) {
    try {
      return void (await access.ask((admin) => admin.deleteGroups([groupId])));
    } catch (error) {
      if (error instanceof CliError && error.exitCode === EXIT.unavailable) return;
      await delay(100 * attempt);
    }
  }
}
