import { PermanentError } from '@peaje/kernel';
import { BatchStrategy, NotAcknowledgedError, PartitionProducer, type KafkaConsumer } from '@peaje/messaging';
import { createTestDatabase, eventually, readStack, TestKafka } from '@peaje/testing';
import { DEAD, GROUP, lame, runningBench, sound, trotted } from './ponies.builders.js';

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
      const name = `Outage-${code}`;
      bench.stable.onTrot = ({ event }) => {
        if (event.data.name === 'Alazán') throw new PermanentError('lame-pony', '');
        if (!outage || event.data.name !== name) return;
        failures += 1;
        throw Object.assign(new Error(), { code });
      };
      await bench.send(['Alazán', 1], [name, 1]);
      await eventually('the handler has failed four times', () => expect(failures).toBeGreaterThanOrEqual(4));
      expect((await bench.parked()).map(({ key }) => key)).toEqual(['Alazán']);
      outage = false;
      await settled();
      expect(bench.stable.stepsOf(name)).toEqual([1]);
      expect((await bench.parked()).map(({ key }) => key)).toEqual(['Alazán']);
      expect((await bench.database.pool.query('SELECT FROM run_note')).rowCount).toBe(0);
      bench.stable.onTrot = sound;
      expect(await bench.redriveKey('Alazán')).toMatchObject([{ redriven: 1, left: 0 }]);
    },
  );
});

describe('the end of the process between the steps of parking', () => {
  it('rows committed, copy not acknowledged: parked once, copied after the restart, nothing lost', async () => {
    bench.stable.onTrot = lame('Tordo');
    const producer = bench.app.get(PartitionProducer);
    const append = producer.append.bind(producer);
    producer.append = (topic, ...rest) =>
      topic === DEAD ? Promise.reject(new NotAcknowledgedError('no')) : append(topic, ...rest);
    const copiesBefore = await kafka.endOffset(DEAD);
    await bench.send(['Tordo', 21], ['Tordo', 22], ['Bayo', 21]);
    await eventually('the key is parked', async () => expect(await bench.parkedKeys()).toEqual(['Tordo']));
    await bench.stop();
    expect(await kafka.endOffset(DEAD)).toBe(copiesBefore);
    expect(await kafka.committed(GROUP, trotted.name)).toBeLessThan(await kafka.endOffset(trotted.name));

    await bench.start();
    await settled();

    expect(bench.stable.seen.map(({ event }) => event.data.name)).toEqual(['Bayo']);
    expect((await bench.parked()).map(({ step, code, attempts }) => [step, code, attempts])).toEqual([
      [21, 'lame-pony', 3],
      [22, 'behind-dead-letter', 0],
    ]);
    expect((await bench.copies()).slice(copiesBefore)).toEqual([
      ['Tordo', 'Tordo.21', 'lame-pony', '3'],
      ['Tordo', 'Tordo.22', 'behind-dead-letter', '0'],
    ]);
    expect(await bench.redriveKey('Tordo')).toMatchObject([{ redriven: 2, left: 0 }]);
  });

  it('copy acknowledged, offset not committed: parked once, the copy may be there twice', async () => {
    bench.stable.onTrot = lame('Rucio');
    const consumer = bench.app.get(BatchStrategy).unwrap<KafkaConsumer>();
    const copiesBefore = await kafka.endOffset(DEAD);
    consumer.commit = () => Promise.reject(new Error('the process ends here'));
    await bench.send(['Rucio', 31], ['Bayo', 31]);
    await eventually('the copy is on the dead-letter topic', async () =>
      expect(await kafka.endOffset(DEAD)).toBeGreaterThan(copiesBefore),
    );
    await bench.stop();

    await bench.start();
    await settled();

    expect(await bench.parked()).toEqual([{ key: 'Rucio', step: 31, code: 'lame-pony', attempts: 3 }]);
    const made = (await bench.copies()).slice(copiesBefore);
    expect(made.length).toBeGreaterThanOrEqual(2);
    for (const copy of made) expect(copy).toEqual(['Rucio', 'Rucio.31', 'lame-pony', '3']);
    expect(await bench.redriveKey('Rucio')).toMatchObject([{ redriven: 1, left: 0 }]);
    expect(bench.stable.stepsOf('Bayo')).toContain(31);
  });
});
