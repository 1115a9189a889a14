import { Refusal } from '@peaje/kernel';
import { deadLetterId as idOf } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { inStock, message, orders, outOfStock, runningBench, shipments } from './order-bench.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});

const settled = (): Promise<void> => eventually('every offset is committed', bench.committedAll);

describe('a record that cannot be read', () => {
  it('is kept and holds no other record up; a redrive counts an attempt, a discard removes it', async () => {
    await kafka.send(orders.name, [{ key: 'Carla', value: '{"number": 1}', headers: {} }]);
    await bench.send(['Carla', 2]);
    await settled();
    expect(bench.warehouse.shippedTo('Carla')).toEqual([2]);
    expect(await bench.parked()).toEqual([
      { key: 'Carla', number: 1, code: 'not-a-cloud-event', attempts: 1 },
    ]);
    expect(await bench.parkedKeys()).toEqual([]);

    const position = await bench.positionOf('Carla', 1);
    expect(await bench.redrive({ deadLetterId: idOf(position) })).toMatchObject([
      { redriven: 0, left: 1, stoppedBy: { code: 'not-a-cloud-event', attempts: 2 } },
    ]);
    await bench.discard(position);
    expect(await bench.parked()).toEqual([]);
    expect((await bench.operations()).map(({ operation }) => operation)).toEqual(['redrive', 'discard']);
  });
});

describe('a discard', () => {
  beforeAll(async () => {
    bench.warehouse.onOrder = outOfStock('Ana');
    await kafka.send(orders.name, [message('Ana', 7), message('Ana', 8), message('Ana', 9, 'refunded')]);
    await settled();
  });

  it('calls the handler of discards, once a record and alone; the record stays when that refuses', async () => {
    await expect(bench.discard(await bench.positionOf('Ana', 8))).rejects.toMatchObject({
      code: 'not-the-head',
    });
    bench.warehouse.onOrder = () => {
      throw new Refusal('not-discardable', { detail: 'a till waits for it' });
    };
    await expect(bench.discard(await bench.positionOf('Ana', 7))).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect((await bench.parked()).map(({ number }) => number)).toEqual([7, 8, 9]);
    bench.warehouse.onOrder = inStock;

    await bench.discard(await bench.positionOf('Ana', 7));
    await bench.discard(await bench.positionOf('Ana', 8));

    expect(bench.warehouse.discarded.map(({ event }) => event.data.number)).toEqual([7, 8]);
    expect(bench.warehouse.shipped).toEqual([]);
    const published = (await kafka.readAll(shipments.name)).map(({ headers }) => headers['ce_id']);
    expect(published).toEqual(expect.arrayContaining(['Ana.7.discarded', 'Ana.8.discarded']));
    expect((await bench.parked()).map(({ number }) => number)).toEqual([9]);
    expect((await bench.operations()).map(({ details }) => details)).toMatchObject([
      { discarded: expect.stringMatching(/^orders-.*-0-\d+$/), key: 'Ana', code: 'out-of-stock' },
      { code: 'behind-dead-letter' },
    ]);
  });

  it('of a type without a handler is refused: it can only be redriven', async () => {
    await expect(bench.discard(await bench.positionOf('Ana', 9))).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect(bench.warehouse).toMatchObject({ shipped: [], discarded: [] });
    expect(await bench.operations()).toEqual([]);
    expect(await bench.redriveKey('Ana')).toMatchObject([{ redriven: 1, left: 0 }]);
    expect(await bench.parkedKeys()).toEqual([]);
  });
});
