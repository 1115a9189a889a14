import { Refusal } from '@peaje/kernel';
import { deadLetterId as idOf } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { echoed, lame, message, runningBench, sound, trotted } from './ponies.builders.js';

const kafka = new TestKafka();
const bench = runningBench({
  kafka,
  brokers: readStack().kafka.brokers,
  createDatabase: () => createTestDatabase('pos'),
});

const settled = (): Promise<void> => eventually('every offset is committed', bench.committedAll);

describe('a record that cannot be read', () => {
  it('is kept and holds nobody up; redriven it stays, with the attempt; discarded it is gone', async () => {
    await kafka.send(trotted.name, [{ key: 'Canela', value: '{"step": 1}', headers: {} }]);
    await bench.send(['Canela', 2]);
    await settled();
    expect(bench.stable.stepsOf('Canela')).toEqual([2]);
    expect(await bench.parked()).toEqual([
      { key: 'Canela', step: 1, code: 'not-a-cloud-event', attempts: 1 },
    ]);
    expect(await bench.parkedKeys()).toEqual([]);

    const place = await bench.placeOf('Canela', 1);
    expect(await bench.redrive({ deadLetterId: idOf(place) })).toMatchObject([
      { redriven: 0, left: 1, stoppedBy: { code: 'not-a-cloud-event', attempts: 2 } },
    ]);
    await bench.discard(place);
    expect(await bench.parked()).toEqual([]);
    expect((await bench.operations()).map(({ operation }) => operation)).toEqual(['redrive', 'discard']);
  });
});

describe('a discard', () => {
  beforeAll(async () => {
    bench.stable.onTrot = lame('Lucera');
    await kafka.send(trotted.name, [
      message('Lucera', 7),
      message('Lucera', 8),
      message('Lucera', 9, 'fell'),
    ]);
    await settled();
  });

  it('calls the handler of discards, once a record and alone; the record stays when that refuses', async () => {
    await expect(bench.discard(await bench.placeOf('Lucera', 8))).rejects.toMatchObject({
      code: 'not-the-head',
    });
    bench.stable.onTrot = () => {
      throw new Refusal('not-discardable', { detail: 'somebody waits for it' });
    };
    await expect(bench.discard(await bench.placeOf('Lucera', 7))).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect((await bench.parked()).map(({ step }) => step)).toEqual([7, 8, 9]);
    bench.stable.onTrot = sound;

    await bench.discard(await bench.placeOf('Lucera', 7));
    await bench.discard(await bench.placeOf('Lucera', 8));

    expect(bench.stable.discarded.map(({ event }) => event.data.step)).toEqual([7, 8]);
    expect(bench.stable.seen).toEqual([]);
    const published = (await kafka.readAll(echoed.name)).map(({ headers }) => headers['ce_id']);
    expect(published).toEqual(expect.arrayContaining(['Lucera.7.discarded', 'Lucera.8.discarded']));
    expect((await bench.parked()).map(({ step }) => step)).toEqual([9]);
    expect((await bench.operations()).map(({ details }) => details)).toMatchObject([
      { discarded: expect.stringMatching(/^trotted-.*-0-\d+$/), key: 'Lucera', code: 'lame-pony' },
      { code: 'behind-dead-letter' },
    ]);
  });

  it('of a type without a handler is refused: it can only be redriven', async () => {
    await expect(bench.discard(await bench.placeOf('Lucera', 9))).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect(bench.stable).toMatchObject({ seen: [], discarded: [] });
    expect(await bench.operations()).toEqual([]);
    expect(await bench.redriveKey('Lucera')).toMatchObject([{ redriven: 1, left: 0 }]);
    expect(await bench.parkedKeys()).toEqual([]);
  });
});
