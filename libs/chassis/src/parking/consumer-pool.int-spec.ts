import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import pg from 'pg';
import { CONSUMER_POOL } from '../database/database.js';
import { runningBench } from './order-bench.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});

const ready = async () => (await bench.app.inject({ method: 'GET', url: '/health/ready' })).statusCode;

it('consumers that hold all their connections take none from callers, and go on with the next free one', async () => {
  await eventually('the service is ready', async () => expect(await ready()).toBe(200));
  const consumers = bench.app.get<pg.Pool>(CONSUMER_POOL);
  const held = await Promise.all(Array.from({ length: consumers.options.max }, () => consumers.connect()));
  try {
    await bench.send(['Olga', 1]);
    await eventually('the consumer waits for a connection', () =>
      expect(consumers.waitingCount).toBeGreaterThan(0),
    );
    expect(await ready()).toBe(200);
    expect(bench.app.get(pg.Pool)).toMatchObject({ waitingCount: 0 });
    expect(bench.warehouse.shippedTo('Olga')).toEqual([]);
  } finally {
    for (const session of held) session.release();
  }
  await eventually('the order is shipped', () => expect(bench.warehouse.shippedTo('Olga')).toEqual([1]));
  await eventually('its offset is committed', bench.committedAll);
});
