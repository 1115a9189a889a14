import { PermanentError } from '@peaje/kernel';
import { deadLetterId as idOf } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, repeatWhileLate, TestKafka } from '@peaje/testing';
import { Registry } from 'prom-client';
import { DeadLettersController } from './dead-letters.controller.js';
import { DEAD, inStock, outOfStock, runningBench, shipments } from './order-bench.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});

beforeAll(async () => {
  await bench.send(['Warm', 1]);
  await settled();
});

const settled = (): Promise<void> => eventually('every offset is committed', bench.committedAll);

describe('a record that fails for good', () => {
  it('parks its key; its neighbours in the same partition are handled', async () => {
    bench.warehouse.onOrder = outOfStock('Bruno');
    await bench.send(['Ana', 1], ['Bruno', 1], ['Tomas', 1], ['Ana', 2]);

    await eventually('the key is parked', async () => expect(await bench.parkedKeys()).toEqual(['Bruno']));
    await settled();

    expect(bench.warehouse.shippedTo('Ana')).toEqual([1, 2]);
    expect(bench.warehouse.shippedTo('Tomas')).toEqual([1]);
    expect(bench.warehouse.shippedTo('Bruno')).toEqual([]);
    expect(await bench.parked()).toEqual([{ key: 'Bruno', number: 1, code: 'out-of-stock', attempts: 3 }]);
    expect(await bench.copies()).toEqual([['Bruno', 'Bruno.1', 'out-of-stock', '3']]);
  });

  it('the later records of its key wait behind it, in order, and are not tried', async () => {
    const tried: string[] = [];
    bench.warehouse.onOrder = ({ event }) => void tried.push(event.data.customer);
    await bench.send(['Bruno', 2], ['Tomas', 2]);
    await settled();
    await bench.send(['Bruno', 3]);
    await settled();

    expect(tried).toEqual(['Tomas']);
    expect((await bench.parked()).map(({ number, code }) => [number, code])).toEqual([
      [1, 'out-of-stock'],
      [2, 'behind-dead-letter'],
      [3, 'behind-dead-letter'],
    ]);
    expect(await kafka.endOffset(DEAD)).toBe(3);
  });

  it('is listed page by page, with its position in the queue', async () => {
    const controller = bench.app.get(DeadLettersController, { strict: false });
    const listed: [string, string][] = [];
    let cursor: string | undefined;
    do {
      const page = await controller.list({
        limit: 1,
        key: 'Bruno',
        ...(cursor === undefined ? {} : { cursor }),
      });
      listed.push(...page.items.map(({ line, code }): [string, string] => [line, code]));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(listed).toEqual([
      ['head', 'out-of-stock'],
      ['behind', 'behind-dead-letter'],
      ['behind', 'behind-dead-letter'],
    ]);
    expect((await controller.list({ limit: 9, code: 'out-of-stock' })).items).toHaveLength(1);
    expect((await controller.list({ limit: 9, topic: 'another' })).items).toEqual([]);
    expect(await controller.keys({ limit: 1 })).toMatchObject({
      items: [{ key: 'Bruno', records: 3, head: { code: 'out-of-stock', attempts: 3 } }],
      nextCursor: null,
    });
    expect(await bench.app.get(Registry, { strict: false }).metrics()).toMatch(
      /peaje_parked_keys 1\n[^]*peaje_parked_records 3\n/,
    );
  });

  it('a dry run reports the redrive and changes nothing', async () => {
    expect(await bench.redriveKey('Bruno', true)).toMatchObject([{ redriven: 0, left: 3, stoppedBy: null }]);
    expect(bench.warehouse.shipped).toEqual([]);
    expect(await bench.parked()).toHaveLength(3);
    expect(await bench.operations()).toEqual([]);
  });

  it('a redrive that fails again counts the attempt, and all records stay', async () => {
    bench.warehouse.onOrder = outOfStock('Bruno');
    const [report] = await bench.redriveKey('Bruno');

    const deadLetterId = idOf(await bench.positionOf('Bruno', 1));
    expect(report).toMatchObject({
      redriven: 0,
      left: 3,
      stoppedBy: { deadLetterId, code: 'out-of-stock', attempts: 4, outage: false },
    });
    expect((await bench.parked()).map(({ number, attempts }) => [number, attempts])).toEqual([
      [1, 4],
      [2, 0],
      [3, 0],
    ]);
    expect(await bench.operations()).toMatchObject([
      { operation: 'redrive', operator: 'bank', details: { redriven: [], failed: { deadLetterId } } },
    ]);
  });

  it('only the first of a key can be redriven alone', async () => {
    const one = async (number: number) =>
      bench.redrive({ deadLetterId: idOf(await bench.positionOf('Bruno', number)) });
    await expect(one(2)).rejects.toMatchObject({ code: 'not-the-head' });
    expect(bench.warehouse.shipped).toEqual([]);

    expect(await one(1)).toMatchObject([{ redriven: 1, left: 2, stoppedBy: null }]);
    expect(bench.warehouse.shippedTo('Bruno')).toEqual([1]);
  });

  it('a redrive that meets an outage changes nothing and counts nothing', async () => {
    bench.warehouse.onOrder = () => Promise.reject(Object.assign(new Error('gone'), { code: '57P01' }));
    const before = await bench.parked();

    expect(await bench.redriveKey('Bruno')).toMatchObject([
      { redriven: 0, left: 2, stoppedBy: { code: 'sql-57P01', outage: true } },
    ]);

    expect(await bench.parked()).toEqual(before);
    expect(await bench.operations()).toEqual([]);
  });

  it('a redrive after the fix runs each record once and in order; a record that arrives meanwhile follows them', async () => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    bench.warehouse.onOrder = async ({ event }) => {
      if (event.data.customer !== 'Bruno' || event.data.number !== 2) return;
      entered.resolve();
      await gate.promise;
    };
    const redriving = bench.redriveKey('Bruno');
    await entered.promise;
    await bench.send(['Bruno', 4], ['Tomas', 3]);
    // The consumer has fetched the new record and waits for the redrive.
    await eventually('the consumer waits for the lock', async () => {
      const { rows } = await bench.database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
    });
    gate.resolve();

    expect(await redriving).toMatchObject([{ redriven: 2, left: 0, stoppedBy: null }]);
    await settled();

    expect(bench.warehouse.shippedTo('Bruno')).toEqual([2, 3, 4]);
    expect(await bench.parked()).toEqual([]);
    expect(await bench.parkedKeys()).toEqual([]);
    const shipped = (await kafka.readAll(shipments.name)).filter(({ key }) => key === 'Bruno');
    expect(shipped.map(({ headers }) => headers['ce_id'])).toEqual(
      [1, 2, 3, 4].map((n) => `Bruno.${n}.shipped`),
    );
    await bench.send(['Bruno', 5]);
    await settled();
    expect(bench.warehouse.shippedTo('Bruno')).toEqual([2, 3, 4, 5]);
  });

  it('a redrive by code takes every key whose first dead letter has the code', async () => {
    bench.warehouse.onOrder = ({ event }) => {
      const code = { Paula: 'out-of-stock', Raul: 'out-of-stock', Zoe: 'no-address' }[event.data.customer];
      if (code) throw new PermanentError(code, '');
    };
    await bench.send(['Paula', 1], ['Raul', 1], ['Zoe', 1], ['Paula', 2]);
    await settled();
    bench.warehouse.onOrder = inStock;
    const byCode = (code: string) => bench.redrive({ code });

    const reports = await byCode('out-of-stock');

    expect(reports.map(({ key, redriven }) => [key?.toString(), redriven]).sort()).toEqual([
      ['Paula', 2],
      ['Raul', 1],
    ]);
    expect(await bench.parkedKeys()).toEqual(['Zoe']);
    expect(await byCode('no-address')).toMatchObject([{ redriven: 1, left: 0 }]);
    await expect(byCode('no-address')).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('a dead letter is parked within a second', async () => {
  const { tookMs } = await repeatWhileLate(async () => {
    const customer = `Alma-${crypto.randomUUID()}`;
    bench.warehouse.onOrder = outOfStock(customer);
    await bench.send([customer, 1]);
    await eventually('the key is parked', async () => expect(await bench.parkedKeys()).toContain(customer));
  }, 1_000);
  expect(tookMs).toBeLessThanOrEqual(1_000);
});
