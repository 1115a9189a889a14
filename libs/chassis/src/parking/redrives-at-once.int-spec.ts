import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConsumerHealth, type RedriveReport, type Selection } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import {
  inStock,
  orders,
  outOfStock,
  runningBench,
  shipments,
  Warehouse,
  type Order,
} from './order-bench.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});
let another: NestFastifyApplication;
let handled: Order[];

beforeAll(async () => {
  another = await bench.startAnother();
  const inGroup = () => another.get(ConsumerHealth, { strict: false }).report()[0]?.inGroup;
  await eventually('the other instance is in the group', () => expect(inGroup()).toBe(true), 30_000);
});
afterAll(() => another?.close());
beforeEach(() => {
  handled = [];
});

const settled = (): Promise<void> => eventually('every offset is committed', bench.committedAll);
const shippedTo = (name: string) =>
  handled.filter(({ event }) => event.data.customer === name).map(({ event }) => event.data.number);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const placed = (names: readonly string[], from: number, to: number) =>
  numbers(from, to).flatMap((number) => names.map((name) => [name, number] as const));

/** In both instances, because either may own the partition or redrive. */
function onOrder(act: Warehouse['onOrder']): void {
  for (const app of [bench.app, another]) app.get(Warehouse).onOrder = act;
}

/** More than one transaction takes. */
async function park(names: readonly string[], to: number): Promise<void> {
  onOrder(outOfStock(...names));
  await bench.send(...placed(names, 1, to));
  await settled();
  expect(await bench.parkedKeys()).toEqual([...names].sort());
  onOrder(inStock);
}

/** Resolves when so many sessions of this database wait for a lock. */
const waiting = (count: number): Promise<void> =>
  eventually(`${count} sessions wait for a lock`, async () => {
    const { rows } = await bench.database.pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(count);
  });

/**
 * One instance is in the middle of the first record; the other redrives the same; then come new records. All go on
 * once each of them waits for the first one's lock.
 */
async function redriveTwice(
  selection: Selection,
  later: readonly (readonly [string, number])[] = [],
): Promise<RedriveReport[][]> {
  const [gate, entered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  onOrder(async (order) => {
    entered.resolve();
    await gate.promise;
    handled.push(order);
  });
  try {
    const first = bench.redrive(selection);
    await entered.promise;
    const both = Promise.all([first, bench.redrive(selection, false, another)]);
    await waiting(1);
    if (later.length > 0) {
      await bench.send(...later);
      await waiting(2);
    }
    gate.resolve();
    return await both;
  } finally {
    gate.resolve();
    await settled();
  }
}

const redriven = (reports: readonly RedriveReport[]) =>
  reports.reduce((sum, report) => sum + report.redriven, 0);
const stopped = (reports: readonly RedriveReport[]) => reports.filter(({ stoppedBy }) => stoppedBy !== null);

async function expectEachOnceInOrder(names: readonly string[], to: number): Promise<void> {
  for (const name of names) expect(shippedTo(name)).toEqual(numbers(1, to));
  expect(await bench.parked()).toEqual([]);
  expect(await bench.parkedKeys()).toEqual([]);
  const shipped = (await kafka.readAll(shipments.name)).map(({ headers }) => headers['ce_id']);
  for (const name of names)
    expect(shipped.filter((id) => id?.startsWith(`${name}.`))).toEqual(
      numbers(1, to).map((number) => `${name}.${number}.shipped`),
    );
}

describe('two instances that redrive at the same moment, while more records arrive', () => {
  it('the same key: each record once and in order, and the two reports add up', async () => {
    await park(['Bruno'], 150);

    const reports = await redriveTwice({ topic: orders.name, key: 'Bruno' }, placed(['Bruno'], 151, 160));

    await expectEachOnceInOrder(['Bruno'], 160);
    expect(reports.flatMap(stopped)).toEqual([]);
    const shares = reports.map(redriven);
    const recorded = (await bench.operations()).flatMap(
      ({ details }) => (details as { redriven: [] }).redriven,
    );
    expect(shares[0]! + shares[1]!).toBe(recorded.length);
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(recorded.length).toBeGreaterThanOrEqual(150);
  });

  it('the same class of keys: each key once and in order', async () => {
    const names = ['Ana', 'Paula', 'Raul', 'Tomas', 'Zoe'];
    await park(names, 20);

    const reports = await redriveTwice({ code: 'out-of-stock' }, placed(names, 21, 23));

    await expectEachOnceInOrder(names, 23);
    expect(reports.flatMap(stopped)).toEqual([]);
    expect(redriven(reports.flat())).toBeGreaterThanOrEqual(5 * 20);
  });

  it('the last record of a key: one instance redrives it, the other finds nothing left', async () => {
    await park(['Alma'], 1);
    const selection = { topic: orders.name, key: 'Alma' };

    expect(await redriveTwice(selection)).toMatchObject([
      [{ redriven: 1, left: 0, stoppedBy: null }],
      [{ redriven: 0, left: 0, stoppedBy: null }],
    ]);
    await expect(bench.redrive(selection)).rejects.toMatchObject({ code: 'not-found' });
  });
});
