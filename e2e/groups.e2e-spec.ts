import { eventually } from '@peaje/testing/outside';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { chargeAtTill, chargeIn, newKey, settled } from './support/charges/callers.js';
import { inDatabase } from './support/faults/tampering.js';
import { ask } from './support/http/http-client.js';
import { caughtUp, settledMembersOf } from './support/kafka/groups.js';
import { endOffsets, forgetGroup, kafka, quietEndOffsets } from './support/kafka/log-reader.js';
import { openAccountKnownToPos } from './support/services/holders.js';

const TOPIC = 'charges.decided';
const CHARGES = 20;
const READ_WITHIN_MS = 60_000;

interface Read {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly type: string;
  readonly subject: string;
}

/** Joins a new group, which reads the topic from its beginning. */
async function joinGroup(groupId: string, clientId: string, reads: Read[]): Promise<Consumer> {
  const consumer = kafka(clientId).consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }: EachBatchPayload) => {
      for (const { key, headers, offset } of batch.messages)
        reads.push({
          partition: batch.partition,
          offset: BigInt(offset),
          key: String(key),
          type: String(headers?.['ce_type']),
          subject: String(headers?.['ce_subject']),
        });
    },
  });
  return consumer;
}

/** `partition@offset` where the topic has no record for anybody: markers of transactions, aborted records. audit lists them. */
async function holes(): Promise<Set<string>> {
  await caughtUp('audit', TOPIC);
  const { rows } = await inDatabase('audit', (sql) =>
    sql(
      `SELECT partition || '@' || "offset" AS hole FROM entry
       WHERE topic = $1 AND type IN ('peaje.kafka.control', 'peaje.kafka.aborted')`,
      [TOPIC],
    ),
  );
  return new Set(rows.map(({ hole }) => hole as string));
}

const byKey = (reads: readonly Read[]): Map<string, Read[]> => {
  const found = new Map<string, Read[]>();
  for (const read of reads) found.set(read.key, [...(found.get(read.key) ?? []), read]);
  return found;
};

describe('a new consumer group', () => {
  const groupId = `e2e-late-${newKey()}`;
  const consumers: Consumer[] = [];

  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    await forgetGroup(groupId);
  });

  it('reads the whole topic, and the events of each account in their order', async () => {
    const { token, accountId } = await openAccountKnownToPos(10_000n);
    const expected: string[] = [];
    for (let n = 0; n < CHARGES; n++) {
      const { id } = chargeIn(await chargeAtTill({ token, amountMinor: 1 + n }));
      expected.push(`peaje.charge.approved.v1 ${id}`);
      if (n % 5 !== 0) continue;
      await ask('pos', 'POST', `/v1/charges/${id}/cancellation`, { as: 'shop' });
      await settled(id, 'shop');
      expected.push(`peaje.charge.reversed.v1 ${id}`);
    }
    const ends = (await quietEndOffsets()).get(TOPIC)!;
    const reads: Read[] = [];

    consumers.push(await joinGroup(groupId, 'late-1', reads));

    const withoutRecord = await holes();
    const written = [...ends.values()].reduce((sum, end) => sum + end, 0n) - BigInt(withoutRecord.size);
    await eventually(
      'the new group has read everything',
      async () => expect(BigInt(reads.length)).toBe(written),
      READ_WITHIN_MS,
    );
    for (const [partition, end] of ends) {
      const offsets = reads.filter((read) => read.partition === partition).map(({ offset }) => offset);
      const all = Array.from({ length: Number(end) }, (_, n) => BigInt(n)).filter(
        (offset) => !withoutRecord.has(`${partition}@${offset}`),
      );
      expect({ partition, offsets }).toEqual({ partition, offsets: all });
    }
    for (const [key, ofKey] of byKey(reads)) {
      const partitions = new Set(ofKey.map(({ partition }) => partition)).size;
      expect({ key, partitions }).toEqual({ key, partitions: 1 });
    }
    const ofAccount = byKey(reads).get(accountId)!;
    expect(ofAccount.map(({ type, subject }) => `${type} ${subject}`)).toEqual(expected);
  }, 120_000);

  it('leaves one of five members idle when the topic has four partitions', async () => {
    const partitions = [...(await endOffsets()).get(TOPIC)!.keys()].length;
    expect(partitions).toBe(4);
    for (let n = consumers.length + 1; n <= 5; n++) consumers.push(await joinGroup(groupId, `late-${n}`, []));

    const members = await settledMembersOf(groupId, 5);

    expect(members.map(({ clientId }) => clientId).sort()).toEqual([
      'late-1',
      'late-2',
      'late-3',
      'late-4',
      'late-5',
    ]);
    expect(members.map((member) => member.partitions.length).sort()).toEqual([0, 1, 1, 1, 1]);
    expect(members.flatMap((member) => member.partitions).sort()).toEqual(
      [0, 1, 2, 3].map((n) => `${TOPIC}/${n}`),
    );
  }, 120_000);
});
