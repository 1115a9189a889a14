import { ConsumerHealth, listUnreadableBatches, SkipBatch } from '@peaje/messaging';
import { createTestDatabase, eventually, LogDamage, readStack, TestKafka } from '@peaje/testing';
import { Registry } from 'prom-client';
import { message, orders, runningBench } from './order-bench.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});
const damage = LogDamage.ofStack();
/** Kafka's files are out of reach while it runs in containers. */
const onOwnFiles = damage ? describe : describe.skip;
const ACTOR = { operator: 'bank', reason: 'a broken disk' };

const partition = () => bench.app.get(ConsumerHealth).report()[0]!.partitions[0];
const listed = () => listUnreadableBatches(bench.database.pool);

onOwnFiles('a batch with a flipped bit', () => {
  let first: bigint;
  let restore: () => Promise<void>;
  const bad = (firstOffset: bigint) => ({
    topic: orders.name,
    partition: 0,
    firstOffset,
    lastOffset: firstOffset,
  });

  /** Three orders, each a batch of its own, and a flipped bit in the second, before the service sees them. */
  async function given(customer: string): Promise<void> {
    await bench.stop();
    first = BigInt(await kafka.endOffset(orders.name));
    await kafka.send(orders.name, [message(customer, 1)]);
    await kafka.send(orders.name, [message(`${customer}-damaged`, 2)]);
    await kafka.send(orders.name, [message(customer, 3)]);
    restore = await damage!.flipBitOf(`${customer}-damaged`, orders.name, 0);
    await bench.start();
    await eventually('the partition waits before it', () =>
      expect(partition()).toMatchObject({
        retrying: { code: 'crc-mismatch' },
        unreadable: { firstOffset: String(first + 1n), lastOffset: String(first + 1n) },
      }),
    );
  }

  it('is never handled; health, metrics and the list of the group name it', async () => {
    await given('Ada');
    expect(bench.warehouse.shipped.map(({ event }) => event.data.number)).toEqual([1]);
    expect(await listed()).toMatchObject([
      {
        ...bad(first + 1n),
        code: 'crc-mismatch',
        reason: expect.stringContaining('CRC') as string,
        skipped: null,
      },
    ]);
    const metrics = await bench.app.get(Registry).metrics();
    expect(metrics).toMatch(/^peaje_unreadable_batches 1$/m);
    expect(metrics).toMatch(/^peaje_transient_failures_total\{.*code="crc-mismatch".*\} [1-9]/m);
  });

  it('an operator steps over exactly this batch, and the group goes on behind it', async () => {
    const skip = bench.app.get(SkipBatch);
    for (const other of [bad(first), { ...bad(first + 1n), lastOffset: first + 2n }])
      await expect(skip.execute(other, ACTOR)).rejects.toMatchObject({ code: 'not-found' });

    for (let call = 1; call <= 2; call++) {
      const skipped = await skip.execute(bad(first + 1n), ACTOR);
      expect(skipped).toMatchObject({ skipped: { by: 'bank', reason: 'a broken disk' } });
    }

    await eventually('every offset is committed', bench.committedAll);
    expect(bench.warehouse.shippedTo('Ada')).toEqual([3]);
    expect(partition()).toMatchObject({ retrying: null, unreadable: null });
    const operations = await bench.operations();
    expect(operations).toMatchObject([
      {
        operation: 'skip-batch',
        details: { firstOffset: String(first + 1n), lastOffset: String(first + 1n) },
      },
    ]);
  });

  it('is handled once its bytes are right again, without an operator', async () => {
    await given('Bea');
    await restore();
    await eventually('every offset is committed', bench.committedAll);
    expect(bench.warehouse.shipped.map(({ event }) => event.data.number)).toEqual([1, 2, 3]);
    expect((await listed()).filter(({ skipped }) => !skipped)).toEqual([]);
  });
});
