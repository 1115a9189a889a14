import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { deadLetterTopic, insertOutbox, outboxRow } from '@peaje/messaging';
import { createEmptyDatabase, eventually, readStack, TestKafka, type TestDatabase } from '@peaje/testing';
import { ordersPlaced, WAREHOUSE } from './orders.topic.js';
import { startOrders } from './orders.app.js';

const ROOT = join(import.meta.dirname, '../../..');
const DEAD = deadLetterTopic(ordersPlaced.name, WAREHOUSE);

interface Parcel {
  readonly order_id: string;
  readonly article: string;
}

describe('the orders, on real Kafka and PostgreSQL, with @peaje/messaging alone', () => {
  const kafka = new TestKafka();
  let database: TestDatabase;
  let app: NestFastifyApplication;

  const start = () => startOrders(database.url, readStack().kafka.brokers, 0);
  const post = async (path: string, body?: object) => {
    const answer = await app.inject({ method: 'POST', url: path, ...(body ? { payload: body } : {}) });
    return { status: answer.statusCode, body: answer.json() as unknown };
  };
  const place = async (customer: string, article: string): Promise<string> => {
    const { status, body } = await post('/orders', { customer, article });
    expect(status).toBe(201);
    return (body as { orderId: string }).orderId;
  };
  const deadLetters = async () => (await app.inject({ url: '/dead-letters' })).json() as unknown;
  /** In the order in which they were packed. */
  const parcelsOf = async (customer: string): Promise<string[]> => {
    const { rows } = await database.pool.query<Parcel>(
      'SELECT order_id, article FROM parcel WHERE customer = $1 ORDER BY packed',
      [customer],
    );
    return rows.map(({ order_id: id, article }) => `${id} ${article}`);
  };
  const stock = (article: string) => database.pool.query('INSERT INTO article VALUES ($1)', [article]);
  const outbox = async () => (await database.pool.query('SELECT id FROM outbox')).rows;
  const recordsOf = async (orderId: string) =>
    (await kafka.readAll(ordersPlaced.name)).filter(({ headers }) => headers['ce_id'] === orderId);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    await kafka.connect();
    await kafka.createTopics([ordersPlaced.name, DEAD], 2);
    database = await createEmptyDatabase('orders');
    for (const schema of ['libs/messaging/schema.sql', 'examples/orders/schema.sql'])
      await database.pool.query(readFileSync(join(ROOT, schema), 'utf8'));
    await stock('lamp');
    app = await start();
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await kafka.disconnect();
  });

  it('an order becomes an event by the outbox and a parcel by the consumer', async () => {
    const orderId = await place('Ana', 'lamp');
    await eventually('the parcel is packed', async () =>
      expect(await parcelsOf('Ana')).toEqual([`${orderId} lamp`]),
    );
    expect(await recordsOf(orderId)).toMatchObject([{ key: 'Ana' }]);
    await eventually('the outbox is empty', async () => expect(await outbox()).toEqual([]));
  });

  it('an order that is refused stores nothing', async () => {
    const { status } = await post('/orders', { customer: 'Eva', article: 'lamp', colour: 'red' });
    expect(status).toBe(400);
    const { rows } = await database.pool.query(`SELECT id FROM customer_order WHERE customer = 'Eva'`);
    expect(rows).toEqual([]);
    expect(await outbox()).toEqual([]);
  });

  it('an event that comes twice is packed once', async () => {
    const orderId = await place('Bruno', 'lamp');
    const [record] = await eventually('the event is in Kafka', async () => {
      const records = await recordsOf(orderId);
      expect(records).toHaveLength(1);
      return records;
    });
    await kafka.send(ordersPlaced.name, [record!]);
    const next = await place('Bruno', 'lamp');
    await eventually('the order after it is packed', async () =>
      expect(await parcelsOf('Bruno')).toEqual([`${orderId} lamp`, `${next} lamp`]),
    );
    expect(await recordsOf(orderId)).toHaveLength(2);
  });

  it('an order that cannot be packed parks its customer, whose orders go on in order after a redrive', async () => {
    const boat = await place('Carla', 'boat');
    await eventually('the order is a dead letter', async () =>
      expect(await deadLetters()).toMatchObject([{ customer: 'Carla', code: 'sql-23503' }]),
    );
    const lamp = await place('Carla', 'lamp');
    const neighbour = await place('Diego', 'lamp');
    await eventually('the other order of the customer waits behind it', async () =>
      expect(await deadLetters()).toMatchObject([{ code: 'sql-23503' }, { code: 'behind-dead-letter' }]),
    );
    await eventually('the order of another customer is packed', async () =>
      expect(await parcelsOf('Diego')).toEqual([`${neighbour} lamp`]),
    );
    expect(await parcelsOf('Carla')).toEqual([]);
    await eventually('both are copied to the dead-letter topic', async () =>
      expect((await kafka.readAll(DEAD)).map(({ key }) => key)).toEqual(['Carla', 'Carla']),
    );

    expect((await post('/dead-letters/Carla/redrives')).body).toMatchObject([{ redriven: 0, left: 2 }]);
    await stock('boat');
    expect((await post('/dead-letters/Carla/redrives')).body).toMatchObject([{ redriven: 2, left: 0 }]);
    expect(await parcelsOf('Carla')).toEqual([`${boat} boat`, `${lamp} lamp`]);
    expect(await deadLetters()).toEqual([]);
    expect((await post('/dead-letters/Carla/redrives')).status).toBe(404);
  });

  it('an order whose instance died before Kafka had its event is packed by the next instance', async () => {
    await app.close();
    const orderId = randomUUID();
    const event = outboxRow(ordersPlaced, {
      id: orderId,
      type: 'shop.order.placed.v1',
      source: '/orders',
      subject: orderId,
      time: new Date().toISOString(),
      data: { orderId, customer: 'Elena', article: 'lamp' },
    });
    await insertOutbox(database.pool, [event]);
    app = await start();
    await eventually('the parcel is packed', async () =>
      expect(await parcelsOf('Elena')).toEqual([`${orderId} lamp`]),
    );
  });
});
