import { PermanentError } from '@peaje/kernel';
import { BatchStrategy, NotAcknowledgedError, PartitionProducer, type KafkaConsumer } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { DEAD, GROUP, inStock, orders, outOfStock, runningBench } from './order-bench.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});

const settled = (): Promise<void> => eventually('every offset is committed', bench.committedAll);

describe('an outage is not an error', () => {
  it.each(['08006', '53300', '57P01', '25006', '58030', 'XX000', 'ECONNREFUSED', 'anything-else'])(
    '%s parks nothing and loses nothing, also while a culprit is looked for',
    async (code) => {
      let outage = true;
      let failures = 0;
      const customer = `Outage-${code}`;
      bench.warehouse.onOrder = ({ event }) => {
        if (event.data.customer === 'Íñigo') throw new PermanentError('out-of-stock', '');
        if (!outage || event.data.customer !== customer) return;
        failures += 1;
        throw Object.assign(new Error(), { code });
      };
      await bench.send(['Íñigo', 1], [customer, 1]);
      await eventually('the handler has failed four times', () => expect(failures).toBeGreaterThanOrEqual(4));
      expect((await bench.parked()).map(({ key }) => key)).toEqual(['Íñigo']);
      outage = false;
      await settled();
      expect(bench.warehouse.shippedTo(customer)).toEqual([1]);
      expect((await bench.parked()).map(({ key }) => key)).toEqual(['Íñigo']);
      expect((await bench.database.pool.query('SELECT FROM run_note')).rowCount).toBe(0);
      bench.warehouse.onOrder = inStock;
      expect(await bench.redriveKey('Íñigo')).toMatchObject([{ redriven: 1, left: 0 }]);
    },
  );
});

describe('the end of the process between the steps of parking', () => {
  it('rows committed, copy not acknowledged: parked once, copied after the restart, nothing lost', async () => {
    bench.warehouse.onOrder = outOfStock('Tomas');
    const producer = bench.app.get(PartitionProducer);
    const append = producer.append.bind(producer);
    producer.append = (topic, ...rest) =>
      topic === DEAD ? Promise.reject(new NotAcknowledgedError('no')) : append(topic, ...rest);
    const copiesBefore = await kafka.endOffset(DEAD);
    await bench.send(['Tomas', 21], ['Tomas', 22], ['Bruno', 21]);
    await eventually('the key is parked', async () => expect(await bench.parkedKeys()).toEqual(['Tomas']));
    await bench.stop();
    expect(await kafka.endOffset(DEAD)).toBe(copiesBefore);
    expect(await kafka.committed(GROUP, orders.name)).toBeLessThan(await kafka.endOffset(orders.name));

    await bench.start();
    await settled();

    expect(bench.warehouse.shipped.map(({ event }) => event.data.customer)).toEqual(['Bruno']);
    expect((await bench.parked()).map(({ number, code, attempts }) => [number, code, attempts])).toEqual([
      [21, 'out-of-stock', 3],
      [22, 'behind-dead-letter', 0],
    ]);
    expect((await bench.copies()).slice(copiesBefore)).toEqual([
      ['Tomas', 'Tomas.21', 'out-of-stock', '3'],
      ['Tomas', 'Tomas.22', 'behind-dead-letter', '0'],
    ]);
    expect(await bench.redriveKey('Tomas')).toMatchObject([{ redriven: 2, left: 0 }]);
  });

  it('copy acknowledged, offset not committed: parked once, the copy may be there twice', async () => {
    bench.warehouse.onOrder = outOfStock('Raul');
    const consumer = bench.app.get(BatchStrategy).unwrap<Map<string, KafkaConsumer>>().get(GROUP)!;
    const copiesBefore = await kafka.endOffset(DEAD);
    consumer.commit = () => Promise.reject(new Error('the process ends here'));
    await bench.send(['Raul', 31], ['Bruno', 31]);
    await eventually('the copy is on the dead-letter topic', async () =>
      expect(await kafka.endOffset(DEAD)).toBeGreaterThan(copiesBefore),
    );
    await bench.stop();

    await bench.start();
    await settled();

    expect(await bench.parked()).toEqual([{ key: 'Raul', number: 31, code: 'out-of-stock', attempts: 3 }]);
    const made = (await bench.copies()).slice(copiesBefore);
    expect(made.length).toBeGreaterThanOrEqual(2);
    for (const copy of made) expect(copy).toEqual(['Raul', 'Raul.31', 'out-of-stock', '3']);
    expect(await bench.redriveKey('Raul')).toMatchObject([{ redriven: 1, left: 0 }]);
    expect(bench.warehouse.shippedTo('Bruno')).toContain(31);
  });
});
