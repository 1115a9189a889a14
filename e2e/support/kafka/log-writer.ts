import { eventually } from '@peaje/testing/outside';
import { type EndOffsets, kafka, type SeenRecord } from './log-reader.js';

/** Appends copies of records, byte for byte, in this order, each to the partition that it was read from. */
export async function writeAgain(records: readonly SeenRecord[]): Promise<void> {
  const producer = kafka().producer();
  await producer.connect();
  try {
    for (const { topic, partition, raw } of records) {
      const { key, value, headers } = raw;
      await producer.send({ topic, acks: -1, messages: [{ key, value, headers: headers ?? {}, partition }] });
    }
  } finally {
    await producer.disconnect();
  }
}

/** Appends a copy of the record with other data to the same partition. */
export const writeChanged = (
  record: SeenRecord,
  change: (data: Record<string, unknown>) => object,
): Promise<void> =>
  writeAgain([
    {
      ...record,
      raw: {
        ...record.raw,
        value: Buffer.from(
          JSON.stringify(change(JSON.parse(record.value ?? '{}') as Record<string, unknown>)),
        ),
      },
    },
  ]);

/** Sets a group without members forward to these offsets: it never reads the records before. */
export async function skipTo(groupId: string, topic: string, ends: EndOffsets): Promise<void> {
  const partitions = [...(ends.get(topic) ?? [])].map(([partition, end]) => ({
    partition,
    offset: String(end),
  }));
  const admin = kafka().admin();
  await admin.connect();
  try {
    await eventually(
      `the offsets of ${groupId} are set`,
      async () => {
        await admin.setOffsets({ groupId, topic, partitions });
        const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
        const byPartition = [...(committed?.partitions ?? [])].sort((a, b) => a.partition - b.partition);
        expect(byPartition.map(({ partition, offset }) => ({ partition, offset }))).toEqual(
          [...partitions].sort((a, b) => a.partition - b.partition),
        );
      },
      60_000,
    );
  } finally {
    await admin.disconnect();
  }
}
