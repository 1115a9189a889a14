import { PermanentError } from '@peaje/kernel';
import { deadLetterId as idOf } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, repeatWhileLate, TestKafka } from '@peaje/testing';
import { Registry } from 'prom-client';
import { DeadLettersController } from './dead-letters.controller.js';
import { DEAD, echoed, lame, runningBench, sound } from './ponies.builders.js';

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
    bench.stable.onTrot = lame('Bayo');
    await bench.send(['Lucera', 1], ['Bayo', 1], ['Tordo', 1], ['Lucera', 2]);

    await eventually('the key is parked', async () => expect(await bench.parkedKeys()).toEqual(['Bayo']));
    await settled();

    expect([
      bench.stable.stepsOf('Lucera'),
      bench.stable.stepsOf('Tordo'),
      bench.stable.stepsOf('Bayo'),
    ]).toEqual([[1, 2], [1], []]);
    expect(await bench.parked()).toEqual([{ key: 'Bayo', step: 1, code: 'lame-pony', attempts: 3 }]);
    expect(await bench.copies()).toEqual([['Bayo', 'Bayo.1', 'lame-pony', '3']]);
  });

  it('what comes later of its key waits behind it, in order, and is not even tried', async () => {
    const tried: string[] = [];
    bench.stable.onTrot = ({ event }) => void tried.push(event.data.name);
    await bench.send(['Bayo', 2], ['Tordo', 2]);
    await settled();
    await bench.send(['Bayo', 3]);
    await settled();

    expect(tried).toEqual(['Tordo']);
    expect((await bench.parked()).map(({ step, code }) => [step, code])).toEqual([
      [1, 'lame-pony'],
      [2, 'behind-dead-letter'],
      [3, 'behind-dead-letter'],
    ]);
    expect(await kafka.endOffset(DEAD)).toBe(3);
  });

  it('is listed page by page, with its place in line', async () => {
    const controller = bench.app.get(DeadLettersController, { strict: false });
    const listed: [string, string][] = [];
    let cursor: string | undefined;
    do {
      const page = await controller.list({
        limit: 1,
        key: 'Bayo',
        ...(cursor === undefined ? {} : { cursor }),
      });
      listed.push(...page.items.map(({ line, code }): [string, string] => [line, code]));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(listed).toEqual([
      ['head', 'lame-pony'],
      ['behind', 'behind-dead-letter'],
      ['behind', 'behind-dead-letter'],
    ]);
    expect((await controller.list({ limit: 9, code: 'lame-pony' })).items).toHaveLength(1);
    expect((await controller.list({ limit: 9, topic: 'another' })).items).toEqual([]);
    expect(await controller.keys({ limit: 1 })).toMatchObject({
      items: [{ key: 'Bayo', records: 3, head: { code: 'lame-pony', attempts: 3 } }],
      nextCursor: null,
    });
    expect(await bench.app.get(Registry, { strict: false }).metrics()).toMatch(
      /peaje_parked_keys 1\n[^]*peaje_parked_records 3\n/,
    );
  });

  it('a dry run says what would be done, and does nothing', async () => {
    expect(await bench.redriveKey('Bayo', true)).toMatchObject([{ redriven: 0, left: 3, stoppedBy: null }]);
    expect([bench.stable.seen, (await bench.parked()).length, await bench.operations()]).toEqual([[], 3, []]);
  });

  it('redriven and failing again: all stay, and the attempt is counted', async () => {
    bench.stable.onTrot = lame('Bayo');
    const [report] = await bench.redriveKey('Bayo');

    const deadLetterId = idOf(await bench.placeOf('Bayo', 1));
    expect(report).toMatchObject({
      redriven: 0,
      left: 3,
      stoppedBy: { deadLetterId, code: 'lame-pony', attempts: 4, outage: false },
    });
    expect((await bench.parked()).map(({ step, attempts }) => [step, attempts])).toEqual([
      [1, 4],
      [2, 0],
      [3, 0],
    ]);
    expect(await bench.operations()).toMatchObject([
      { operation: 'redrive', operator: 'bank', details: { redriven: [], failed: { deadLetterId } } },
    ]);
  });

  it('only the first of a key can be redriven alone', async () => {
    const one = async (step: number) =>
      bench.redrive({ deadLetterId: idOf(await bench.placeOf('Bayo', step)) });
    await expect(one(2)).rejects.toMatchObject({ code: 'not-the-head' });
    expect(bench.stable.seen).toEqual([]);

    expect(await one(1)).toMatchObject([{ redriven: 1, left: 2, stoppedBy: null }]);
    expect(bench.stable.stepsOf('Bayo')).toEqual([1]);
  });

  it('a redrive that meets an outage changes nothing and counts nothing', async () => {
    bench.stable.onTrot = () => Promise.reject(Object.assign(new Error('gone'), { code: '57P01' }));
    const before = await bench.parked();

    expect(await bench.redriveKey('Bayo')).toMatchObject([
      { redriven: 0, left: 2, stoppedBy: { code: 'sql-57P01', outage: true } },
    ]);

    expect([await bench.parked(), await bench.operations()]).toEqual([before, []]);
  });

  it('redriven after the repair: in order, once, and what arrives meanwhile neither lost nor first', async () => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    bench.stable.onTrot = async ({ event }) => {
      if (event.data.name !== 'Bayo' || event.data.step !== 2) return;
      entered.resolve();
      await gate.promise;
    };
    const redriving = bench.redriveKey('Bayo');
    await entered.promise;
    await bench.send(['Bayo', 4], ['Tordo', 3]);
    // The consumer has the new one in hand, and waits for the redrive.
    await eventually('the consumer waits for the lock', async () => {
      const { rows } = await bench.database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
    });
    gate.resolve();

    expect(await redriving).toMatchObject([{ redriven: 2, left: 0, stoppedBy: null }]);
    await settled();

    expect(bench.stable.stepsOf('Bayo')).toEqual([2, 3, 4]);
    expect([await bench.parked(), await bench.parkedKeys()]).toEqual([[], []]);
    const echoes = (await kafka.readAll(echoed.name)).filter(({ key }) => key === 'Bayo');
    expect(echoes.map(({ headers }) => headers['ce_id'])).toEqual([1, 2, 3, 4].map((n) => `Bayo.${n}.echo`));
    await bench.send(['Bayo', 5]);
    await settled();
    expect(bench.stable.stepsOf('Bayo')).toEqual([2, 3, 4, 5]);
  });

  it('a class of errors: every key whose first dead letter has the code', async () => {
    bench.stable.onTrot = ({ event }) => {
      const code = { Perla: 'lame-pony', Rucio: 'lame-pony', Zaino: 'lost-shoe' }[event.data.name];
      if (code) throw new PermanentError(code, '');
    };
    await bench.send(['Perla', 1], ['Rucio', 1], ['Zaino', 1], ['Perla', 2]);
    await settled();
    bench.stable.onTrot = sound;
    const byCode = (code: string) => bench.redrive({ code });

    const reports = await byCode('lame-pony');

    expect(reports.map(({ key, redriven }) => [key?.toString(), redriven]).sort()).toEqual([
      ['Perla', 2],
      ['Rucio', 1],
    ]);
    expect(await bench.parkedKeys()).toEqual(['Zaino']);
    expect(await byCode('lost-shoe')).toMatchObject([{ redriven: 1, left: 0 }]);
    await expect(byCode('lost-shoe')).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('a dead letter is parked within a second', async () => {
  const { tookMs } = await repeatWhileLate(async () => {
    const name = `Alazan-${crypto.randomUUID()}`;
    bench.stable.onTrot = lame(name);
    await bench.send([name, 1]);
    await eventually('the key is parked', async () => expect(await bench.parkedKeys()).toContain(name));
  }, 1_000);
  expect(tookMs).toBeLessThanOrEqual(1_000);
});
