import { holders } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import { createTestDatabase, eventually, readStack, TestKafka, type TestDatabase } from '@peaje/testing';
import { KafkajsClient } from '../kafka/kafkajs-client.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import type { KafkaProducer } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import { countOutbox, insertOutbox, outboxRow, replaceOutbox, type OutboxRow } from './outbox.sql.js';
import { Relay } from './relay.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const metrics = { outboxRelayed() {}, outboxSwept() {}, outboxWaiting() {} } as Partial<MessagingMetrics>;
const TOPIC = `states-${newId()}`;
const AN_HOUR_MS = 3_600_000;

const stateOf = (accountId: string, version: number): OutboxRow => ({
  ...outboxRow(holders, {
    id: `${accountId}.v${version}`,
    type: 'peaje.holder.changed.v1',
    source: '/peaje/debit',
    subject: accountId,
    time: '2026-11-22T10:00:00.000Z',
    data: { accountId, name: 'Ana', phone: '+34600000000', language: 'es', version },
  }),
  topic: TOPIC,
});

describe('the newest state of a key, on real PostgreSQL and Kafka', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({ clientId: 'states', brokers: readStack().kafka.brokers, logger: quiet });
  const log = client.createProducer();
  const relays: Relay[] = [];
  let database: TestDatabase;

  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([TOPIC], 1);
    database = await createTestDatabase('debit');
  });
  afterEach(() => Promise.all(relays.splice(0).map((relay) => relay.stop(0))));
  afterAll(async () => {
    await log.disconnect();
    await client.disconnect();
    await kafka.disconnect();
    await database.drop();
  });

  /** An instance of debit. */
  const instance = (
    longestSendMs: number,
    append: KafkaProducer['append'] = (...args) => log.append(...args),
  ) => {
    const relay = new Relay({
      session: database.pool,
      producer: new PartitionProducer({ append } as KafkaProducer),
      partitionsOf: () => 1,
      metrics: metrics as MessagingMetrics,
      logger: quiet,
      states: { topics: new Set([TOPIC]), longestSendMs },
    });
    relays.push(relay);
    return relay;
  };
  const versions = async (accountId: string) =>
    (await kafka.readAll(TOPIC))
      .map(({ headers }) => String(headers['ce_id']))
      .filter((id) => id.startsWith(`${accountId}.`));
  /** The change of a state, as debit commits it. */
  const commit = async (relay: Relay, row: OutboxRow) => {
    await replaceOutbox(database.pool, [row]);
    relay.offer([row]);
  };
  const keptDue = async (id: string) =>
    (await database.pool.query<{ due: string }>('SELECT due_at::text AS due FROM outbox WHERE id = $1', [id]))
      .rows[0]?.due;

  it('v2 hangs in one instance, v3 goes out by another, v2 lands: v3 goes out again, and is the last', async () => {
    const id = `acc_${newId()}`;
    const landing = Promise.withResolvers<void>();
    const hanging = instance(AN_HOUR_MS, async (...args) => {
      await landing.promise;
      return log.append(...args);
    });
    const other = instance(AN_HOUR_MS);
    for (const relay of [hanging, other]) void relay.start();
    await commit(hanging, stateOf(id, 2));
    await commit(other, stateOf(id, 3));
    await eventually('v3 is acknowledged', async () => {
      expect(await versions(id)).toContain(`${id}.v3`);
      expect(await countOutbox(database.pool)).toBe(0);
    });

    landing.resolve();

    await eventually('v3 came after v2', async () =>
      expect((await versions(id)).slice(-2)).toEqual([`${id}.v2`, `${id}.v3`]),
    );
  });

  it('the instance dies when v2 has landed behind v3: v3 goes out once more after the longest send, and no more', async () => {
    const id = `acc_${newId()}`;
    const other = instance(2_000);
    const never = new Promise<void>(() => undefined);
    const dying = instance(2_000, async (...args) => {
      await log.append(...args);
      await never;
    });
    const v2 = stateOf(id, 2);
    await insertOutbox(database.pool, [v2]);
    await commit(other, stateOf(id, 3));
    await eventually('v3 is there', async () => expect(await versions(id)).toEqual([`${id}.v3`]));
    dying.offer([v2]);
    await eventually('v2 is there', async () => expect((await versions(id)).at(-1)).toBe(`${id}.v2`));

    void other.start();

    await eventually('v3 is the last', async () => expect((await versions(id)).at(-1)).toBe(`${id}.v3`));
    await eventually('v3 is at rest', async () => expect(await keptDue(`${id}.v3`)).toBe('infinity'));
    const rested = await versions(id);
    // However late: the instance was frozen, and its send had left it before.
    const thawed = instance(2_000);
    thawed.offer([v2]);
    await eventually('v3 is the last again', async () =>
      expect(await versions(id)).toEqual([...rested, `${id}.v2`, `${id}.v3`]),
    );
  });

  it('an instance that starts sends the states whose second time has come', async () => {
    const id = `acc_${newId()}`;
    await commit(instance(1), stateOf(id, 1));
    await eventually('v1 is acknowledged', async () => expect(await countOutbox(database.pool)).toBe(0));
    await database.pool.query(`UPDATE outbox SET due_at = now() WHERE id = $1`, [`${id}.v1`]);
    expect(await versions(id)).toEqual([`${id}.v1`]);
    void instance(1).start();
    await eventually('v1 went out twice', async () =>
      expect(await versions(id)).toEqual([`${id}.v1`, `${id}.v1`]),
    );
  });
});
