import { Controller, Module, type Type } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { provide, startService } from '@peaje/chassis';
import { deadLetterTopic, defineTopic, verifyChain } from '@peaje/contracts';
import { ConsumeBatch, ConsumerHealth, type FetchedRecord } from '@peaje/messaging';
import {
  createTestDatabase,
  eventually,
  LogDamage,
  readStack,
  TestKafka,
  type TestDatabase,
} from '@peaje/testing';
import pg from 'pg';
import { auditEnv } from './audit.config.js';
import { readHeads } from './chain.sql.js';
import { RecordKeeper } from './record-keeper.js';
import { storedChain } from './record.builders.js';
import { RecordsConsumer } from './records.consumer.js';

const { Pool } = pg;
const run = crypto.randomUUID().slice(0, 8);
const GROUPS = ['first', 'again', 'suspicious', 'rebuilding', 'damaged'].map(
  (name) => `audit-${name}-${run}`,
);
const [FIRST, AGAIN, SUSPICIOUS, REBUILDING, DAMAGED] = GROUPS as [string, string, string, string, string];
const recorded = defineTopic({
  name: `recorded-${run}`,
  cleanup: 'keep',
  groups: GROUPS,
  events: {},
  writers: [],
  key: 'none',
});
const RULES = Symbol('rules');
const PARTITIONS = [0, 1, 2, 3];

/** The service's own consumer on a topic of this spec, under any group. A new group reads from the beginning. */
function moduleOf(group: string): Type {
  @Controller()
  class Consumer extends RecordsConsumer {
    @ConsumeBatch([recorded], { group, as: 'records' })
    override onRecords(@Payload() records: readonly FetchedRecord[]): Promise<void> {
      return super.onRecords(records);
    }
  }

  @Module({
    controllers: [Consumer],
    providers: [
      { provide: RULES, useValue: { mayHaveHoles: false } },
      provide(RecordKeeper, RecordKeeper, [Pool, RULES]),
    ],
  })
  class RecordsModule {}
  return RecordsModule;
}

describe('the record of a topic, from real Kafka to a real database', () => {
  const kafka = new TestKafka();
  let database: TestDatabase;
  let app: NestFastifyApplication | undefined;

  const start = async (group: string) => {
    app = await startService(
      { name: 'audit', env: auditEnv, module: moduleOf(group) },
      {
        PORT: '0',
        DATABASE_URL: database.url,
        KAFKA_BROKERS: readStack().kafka.brokers.join(','),
        PEAJE_API_KEYS: '',
        LOG_LEVEL: 'fatal',
      },
    );
    return app;
  };
  const heads = () => readHeads(database.pool);
  const deadLetters = async () =>
    (await Promise.all(GROUPS.map((group) => kafka.endOffset(deadLetterTopic(recorded.name, group))))).reduce(
      (sum, count) => sum + count,
    );
  const committedAll = (group: string) =>
    eventually(`${group} has committed every offset`, async () =>
      expect(await kafka.committed(group, recorded.name)).toBe(await kafka.endOffset(recorded.name)),
    );
  const send = (messages: Parameters<TestKafka['send']>[1]) => kafka.send(recorded.name, messages);
  const plain = (count: number) =>
    PARTITIONS.flatMap((partition) =>
      Array.from({ length: count }, (_, n) => ({ partition, key: `acc_${n}`, value: `{"n":${n}}` })),
    );

  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([
      recorded.name,
      ...GROUPS.map((group) => deadLetterTopic(recorded.name, group)),
    ]);
    database = await createTestDatabase('audit');
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(async () => {
    await database.drop();
    await kafka.disconnect();
  });

  it('audit appends every record to its chain, also records that no consumer can decode', async () => {
    await send(plain(20));
    await send([
      { partition: 0, key: null, value: null },
      { partition: 0, key: 'k', value: Buffer.from([0xff, 0, 0xfe]) },
      { partition: 0, key: '', value: '', headers: { ce_type: 'a\0b', 'ñ {"': ['2', '1'], empty: '' } },
      { partition: 0, key: 'k', value: 'not JSON', headers: { ce_type: Buffer.from([0xc3]) } },
    ]);
    await start(FIRST);
    await committedAll(FIRST);
    for (const partition of PARTITIONS) {
      const chain = `${recorded.name}/${partition}`;
      const entries = await storedChain(database.pool, chain);
      expect(entries).toHaveLength(partition === 0 ? 24 : 20);
      expect(verifyChain(entries)).toEqual({ intact: true, head: (await heads()).get(chain) });
    }
    const odd = (await storedChain(database.pool, `${recorded.name}/0`)).slice(20).map((e) => e.record);
    expect(odd.map(({ value }) => value)).toEqual([
      null,
      Buffer.from([0xff, 0, 0xfe]),
      Buffer.alloc(0),
      Buffer.from('not JSON'),
    ]);
    expect(odd[2]!.headers.map(([name, value]) => [name, value.toString()])).toEqual([
      ['ce_type', 'a\0b'],
      ['empty', ''],
      ['ñ {"', '2'],
      ['ñ {"', '1'],
    ]);
    expect(await deadLetters()).toBe(0);
  });

  it('redelivery of all records changes no chain', async () => {
    const before = await heads();
    await start(AGAIN);
    await committedAll(AGAIN);
    expect(await heads()).toEqual(before);
  });

  it('an edited entry stops only its own partition, with an alarm, until the edit is undone', async () => {
    const edited = `${recorded.name}/2`;
    const { rows } = await database.pool.query<{ value: Buffer }>(
      'UPDATE entry SET value = $2 WHERE chain = $1 AND seq = 7 RETURNING old.value',
      [edited, Buffer.from('{"n":1000000}')],
    );
    const before = await heads();
    const service = await start(SUSPICIOUS);
    await send(plain(5));
    const retrying = () =>
      service
        .get(ConsumerHealth)
        .report()[0]!
        .partitions.filter((one) => one.retrying);
    await eventually('the consumer waits because of a conflict', async () => {
      expect(retrying()).toMatchObject([{ partition: 2, retrying: { code: 'chain-conflict' } }]);
      for (const [chain, { seq }] of await heads()) {
        const grown = chain === edited ? 0n : 5n;
        expect({ chain, seq }).toEqual({ chain, seq: before.get(chain)!.seq + grown });
      }
    });
    expect(await deadLetters()).toBe(0);
    await database.pool.query('UPDATE entry SET value = $2 WHERE chain = $1 AND seq = 7', [
      edited,
      rows[0]!.value,
    ]);
    await committedAll(SUSPICIOUS);
    expect((await heads()).get(edited)!.seq).toBe(25n);
    expect(await deadLetters()).toBe(0);
  });

  it('an emptied database that reads all records again ends in identical heads', async () => {
    const before = await heads();
    await database.pool.query('TRUNCATE chain, entry');
    await start(REBUILDING);
    await committedAll(REBUILDING);
    expect(await heads()).toEqual(before);
  });

  const damage = LogDamage.ofStack();
  /** Kafka's files are out of reach while it runs in containers. */
  (damage ? it : it.skip)(
    'a batch that nobody can read stops its chain; stepped over, it has a flagged entry',
    async () => {
      const chain = `${recorded.name}/3`;
      const before = (await heads()).get(chain)!;
      await send([{ partition: 3, key: 'k', value: 'before' }]);
      await send([{ partition: 3, key: 'k', value: 'damaged record' }]);
      await send([{ partition: 3, key: 'k', value: 'behind' }]);
      await damage!.flipBitOf('damaged record', recorded.name, 3);
      const service = await start(DAMAGED);
      const waiting = () =>
        service
          .get(ConsumerHealth)
          .report()[0]!
          .partitions.filter((one) => one.unreadable);
      await eventually('its partition waits', () => expect(waiting()).toMatchObject([{ partition: 3 }]));
      expect((await heads()).get(chain)!.seq).toBe(before.seq + 1n);

      await eventually('an operator can step over it', async () => {
        const skip = "UPDATE unreadable_batch SET skipped_at = now(), skipped_by = 'bank'";
        expect((await database.pool.query(skip)).rowCount).toBe(1);
      });

      await committedAll(DAMAGED);
      const entries = (await storedChain(database.pool, chain)).slice(Number(before.seq));
      expect(
        entries.map(({ record: { value, headers } }) => [value?.toString(), headers.map(String)]),
      ).toEqual([
        ['before', []],
        [undefined, ['ce_type,peaje.kafka.skipped']],
        ['behind', []],
      ]);
      expect(verifyChain(await storedChain(database.pool, chain))).toMatchObject({ intact: true });
    },
  );
});
