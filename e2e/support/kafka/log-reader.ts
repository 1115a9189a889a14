import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@peaje/contracts';
import { eventually, readStack } from '@peaje/testing/outside';
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import './codecs.js';

/** A client that belongs to no service and reads the log itself. */
export const kafka = (clientId = 'e2e', brokers = readStack().kafka.brokers) =>
  new Kafka({ clientId, brokers: [...brokers], logLevel: logLevel.NOTHING });

const QUIET_FOR_MS = 500;

/** Topic → partition → the offset that the next record will have. */
export type EndOffsets = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

export interface SeenRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly type: string | null;
  readonly subject: string | null;
  readonly value: string | null;
  /** The record itself, to write it again. */
  readonly raw: Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'timestamp'>;
}

/** audit writes checkpoints at an interval, also when no other record is written. */
const WRITTEN_BY_THE_CLOCK = 'audit.checkpoints';

/** The end offsets of every topic that is not Kafka's own. */
export async function endOffsets(): Promise<EndOffsets> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter(
      (topic) => !topic.startsWith('__') && topic !== WRITTEN_BY_THE_CLOCK,
    );
    const ends = new Map<string, Map<number, bigint>>();
    for (const topic of topics) {
      const partitions = await admin.fetchTopicOffsets(topic);
      ends.set(topic, new Map(partitions.map(({ partition, high }) => [partition, BigInt(high)])));
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

export interface Leadership {
  readonly leader: number;
  readonly inSync: number;
}

/** The leader of each partition of a topic, and the number of its in-sync replicas, as these brokers know them. */
export async function leadershipOf(
  topic: string,
  brokers = readStack().kafka.brokers,
): Promise<Leadership[]> {
  const admin = kafka('e2e', brokers).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = [...topics[0]!.partitions].sort((a, b) => a.partitionId - b.partitionId);
    return partitions.map(({ leader, isr }) => ({ leader, inSync: isr.length }));
  } finally {
    await admin.disconnect();
  }
}

/** The end offsets once no service writes: two readings, 500 ms apart, agree. */
export function quietEndOffsets(): Promise<EndOffsets> {
  return eventually(
    'no service writes to any topic',
    async () => {
      const first = await endOffsets();
      await pause(QUIET_FOR_MS);
      const second = await endOffsets();
      expect(second).toEqual(first);
      return second;
    },
    60_000,
  );
}

/** The number of records in these topics, which keep every record. */
export const recordsIn = (ends: EndOffsets, topics: readonly string[]): bigint =>
  topics.flatMap((topic) => [...(ends.get(topic)?.values() ?? [])]).reduce((sum, end) => sum + end, 0n);

/** The records of all topics that were written after `before` was read, up to now. */
export async function recordsSince(before: EndOffsets): Promise<SeenRecord[]> {
  const after = await endOffsets();
  const awaited = new Map<string, { from: bigint; to: bigint }>();
  for (const [topic, partitions] of after)
    for (const [partition, to] of partitions) {
      const from = before.get(topic)?.get(partition) ?? 0n;
      if (to > from) awaited.set(`${topic}/${partition}`, { from, to });
    }
  return awaited.size === 0 ? [] : readRanges(awaited);
}

const STATE_TOPICS = new Set(topics.filter(({ cleanup }) => cleanup === 'compact').map(({ name }) => name));

/** The same, without states that were made before `sinceMs`: one goes out once more, as the same bytes, after 15 minutes. */
export async function newRecordsSince(before: EndOffsets, sinceMs: number): Promise<SeenRecord[]> {
  const isRepeated = ({ topic, raw }: SeenRecord): boolean =>
    STATE_TOPICS.has(topic) && Date.parse(String(raw.headers?.['ce_time'])) < sinceMs;
  return (await recordsSince(before)).filter((record) => !isRepeated(record));
}

async function readRanges(awaited: Map<string, { from: bigint; to: bigint }>): Promise<SeenRecord[]> {
  const groupId = `e2e-outside-${randomUUID()}`;
  const consumer = kafka().consumer({ groupId, maxWaitTimeInMs: 200 });
  const seen: SeenRecord[] = [];
  await consumer.connect();
  try {
    const ranges = [...awaited].map(([name, range]) => ({ ...splitName(name), ...range }));
    await consumer.subscribe({ topics: [...new Set(ranges.map(({ topic }) => topic))], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      // Also after a fetch that brought only markers of transactions, which `eachBatch` never sees.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
        const range = awaited.get(`${topic}/${partition}`);
        if (range && BigInt(lastOffset) >= range.to - 1n) awaited.delete(`${topic}/${partition}`);
        if (awaited.size === 0) resolve();
      });
      const run = consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          const range = awaited.get(`${batch.topic}/${batch.partition}`);
          if (!range) return;
          for (const message of batch.messages) {
            const offset = BigInt(message.offset);
            if (offset < range.from || offset >= range.to) continue;
            seen.push({
              topic: batch.topic,
              partition: batch.partition,
              offset,
              key: message.key?.toString() ?? null,
              type: message.headers?.['ce_type']?.toString() ?? null,
              subject: message.headers?.['ce_subject']?.toString() ?? null,
              value: message.value?.toString() ?? null,
              raw: { ...message, headers: message.headers ?? {} },
            });
          }
        },
      });
      run.then(() => ranges.forEach(({ topic, partition, from }) => seek(topic, partition, from)), reject);
    });
  } finally {
    await consumer.disconnect();
    await forgetGroup(groupId);
  }
  return seen;

  function seek(topic: string, partition: number, from: bigint): void {
    consumer.seek({ topic, partition, offset: String(from) });
  }
}

export async function forgetGroup(groupId: string): Promise<void> {
  const admin = kafka().admin();
  await admin.connect();
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
}

function splitName(name: string): { topic: string; partition: number } {
  const slash = name.lastIndexOf('/');
  return { topic: name.slice(0, slash), partition: Number(name.slice(slash + 1)) };
}
