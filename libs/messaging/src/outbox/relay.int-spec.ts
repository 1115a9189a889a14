import { chargesRequested } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import {
  chargeEvent,
  createTestDatabase,
  eventually,
  readStack,
  TestKafka,
  type TestDatabase,
} from '@peaje/testing';
import { KafkajsClient } from '../kafka/kafkajs-client.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import type { MessagingMetrics } from '../ports/messaging-metrics.js';
import { claimDueOutbox, insertOutbox, outboxRow, type OutboxRow } from './outbox.sql.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import { Relay } from './relay.js';

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const TOPIC = `relayed-${newId()}`;
const PARTITIONS = 4;

const row = (accountId: string, id = newId()): OutboxRow => ({
  ...outboxRow(chargesRequested, chargeEvent({ chargeId: id, accountId })),
  topic: TOPIC,
});

describe('the outbox and its relay, on real PostgreSQL and Kafka', () => {
  const kafka = new TestKafka();
  const client = new KafkajsClient({
    clientId: 'relay-test',
    brokers: readStack().kafka.brokers,
    logger: quiet,
  });
  const log = client.createProducer();
  const counts = { relayed: 0, swept: 0, waiting: 0 };
  const metrics = {
    outboxRelayed: (count: number) => void (counts.relayed += count),
    outboxSwept: (count: number) => void (counts.swept += count),
    outboxWaiting: (count: number) => void (counts.waiting = count),
  } as MessagingMetrics;
  let database: TestDatabase;

  const newRelay = () =>
    new Relay({
      session: database.pool,
      producer: new PartitionProducer(log),
      partitionsOf: () => PARTITIONS,
      metrics,
      logger: quiet,
    });
  const left = async () => (await database.pool.query('SELECT id FROM outbox')).rows.length;
  const published = async (id: string) =>
    (await kafka.readAll(TOPIC)).filter(({ headers }) => headers['ce_id'] === id);

  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([TOPIC], PARTITIONS);
    database = await createTestDatabase('pos');
  });

  afterAll(async () => {
    await log.disconnect();
    await database.drop();
    await kafka.disconnect();
  });

  it('offered right after the commit: acknowledged, then deleted, without waiting for a sweep', async () => {
    const relay = newRelay();
    const rows = Array.from({ length: 100 }, (_, i) => row(`acc_${i % 10}`));
    await insertOutbox(database.pool, rows);
    relay.offer(rows);
    await eventually('the outbox is empty', async () => expect(await left()).toBe(0));
    const records = await kafka.readAll(TOPIC);
    expect(records).toHaveLength(100);
    expect(counts).toMatchObject({ relayed: 100, swept: 0 });
    await relay.stop();
  });

  it('left behind by an instance that died: another sweeps it, byte for byte', async () => {
    const lost = row('acc_lost');
    await insertOutbox(database.pool, [lost]);
    const relay = newRelay();
    void relay.start();
    await eventually('the outbox is empty', async () => expect(await left()).toBe(0));
    await relay.stop();
    // Once more when the row outlives its claim: Kafka or the database took a second.
    expect(counts.swept).toBeGreaterThanOrEqual(1);
    const [record, ...more] = await published(lost.id);
    expect(more).toEqual([]);
    expect(record).toMatchObject({ key: lost.key, value: lost.value, headers: lost.headers });
  });

  it('the row stays while Kafka does not acknowledge, and goes out when it does', async () => {
    let down = true;
    const failing = Object.assign(Object.create(log) as typeof log, {
      append: (...args: Parameters<typeof log.append>) =>
        down ? Promise.reject(new Error('no ack')) : log.append(...args),
    });
    const relay = new Relay({
      session: database.pool,
      producer: new PartitionProducer(failing),
      partitionsOf: () => PARTITIONS,
      metrics,
      logger: quiet,
    });
    const kept = row('acc_kept');
    await insertOutbox(database.pool, [kept]);
    relay.offer([kept]);
    void relay.start();
    await eventually('the relay has tried to publish the row', async () => {
      const { rows } = await database.pool.query<{ attempts: number }>(
        'SELECT attempts FROM outbox WHERE id = $1',
        [kept.id],
      );
      expect(rows[0]?.attempts).toBeGreaterThan(0);
    });
    expect(relay.waiting).toBe(1);
    await insertOutbox(database.pool, [row('acc_of_another_instance')]);
    await eventually('the relay counts the row of the other instance', () => expect(relay.waiting).toBe(2));
    expect(counts.waiting).toBe(2);
    down = false;
    await eventually('the outbox is empty', async () => expect(await left()).toBe(0));
    await eventually('the relay counts no row', () => expect(relay.waiting).toBe(0));
    await relay.stop();
    expect(await published(kept.id)).toHaveLength(1);
  });

  it('two instances sweep the same table: every row goes out, and no two claim one row at a time', async () => {
    const rows = Array.from({ length: 1_200 }, (_, i) => row(`acc_${i}`));
    await insertOutbox(database.pool, rows);
    await database.pool.query(`UPDATE outbox SET due_at = now() - interval '1 s'`);
    const [one, other] = await Promise.all([database.pool.connect(), database.pool.connect()]);
    await Promise.all([one.query('BEGIN'), other.query('BEGIN')]);
    const claimed = [...(await claimDueOutbox(one, 500)), ...(await claimDueOutbox(other, 500))];
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(1_000);
    await Promise.all([one.query('ROLLBACK'), other.query('ROLLBACK')]);
    one.release();
    other.release();

    const relays = [newRelay(), newRelay()];
    for (const relay of relays) void relay.start();
    await eventually('the outbox is empty', async () => expect(await left()).toBe(0));
    await Promise.all(relays.map((relay) => relay.stop()));
    const published = new Set((await kafka.readAll(TOPIC)).map(({ headers }) => headers['ce_id']));
    expect(rows.filter(({ id }) => !published.has(id))).toEqual([]);
  });

  it('the same event stored twice is one row', async () => {
    const twice = row('acc_twice');
    await insertOutbox(database.pool, [twice]);
    await insertOutbox(database.pool, [twice]);
    expect(await left()).toBe(1);
    await database.pool.query('DELETE FROM outbox');
  });
});
