import { PermanentError } from '@peaje/kernel';
import { NotAcknowledgedError } from '../kafka/kafka-client.js';
import { InMemoryParkingStore } from './parking-store.memory.js';
import { fetched, given } from './pipeline.builders.js';

const of = (token: string, ...offsets: number[]) => offsets.map((offset) => fetched(offset, { token }));
const handled = { outcome: 'handled' };
const poison = () => Promise.reject(new PermanentError('poison', 'x'));

/** A process that ends in the run that contains this offset; what it knew is gone with it. */
async function diesAt(offset: bigint, store: InMemoryParkingStore, records: ReturnType<typeof of>) {
  const died = Promise.withResolvers<void>();
  const { pipeline, seen } = given(
    (offsets) => {
      if (!offsets.includes(offset)) return Promise.resolve();
      died.resolve();
      return new Promise(() => undefined);
    },
    { store },
  );
  void pipeline.handle(records);
  await died.promise;
  return seen.runs;
}

describe('a key with a dead letter', () => {
  it('its later records wait behind it, in the same batch and in later ones; others are handled', async () => {
    const { pipeline, seen, store, deadLetters } = given((offsets) =>
      offsets.includes(1n) ? poison() : Promise.resolve(),
    );
    expect(await pipeline.handle([...of('a', 0), ...of('b', 1), ...of('a', 2), ...of('b', 3)])).toEqual({
      outcome: 'handled',
      tookDeadLetters: true,
    });
    seen.runs.length = 0;
    expect(await pipeline.handle([...of('b', 4), ...of('a', 5)])).toMatchObject(handled);

    expect(seen.runs).toEqual([[5n]]);
    expect([...store.records.values()].map(({ offset, code, attempts }) => [offset, code, attempts])).toEqual(
      [
        [1n, 'poison', 3],
        [3n, 'behind-dead-letter', 0],
        [4n, 'behind-dead-letter', 0],
      ],
    );
    expect(deadLetters().map(([offset]) => offset)).toEqual(['1', '3', '4']);
  });

  it('freed by a redrive elsewhere: handled again, and asked for no more', async () => {
    const { pipeline, seen, store } = given((offsets) =>
      offsets.includes(0n) ? poison() : Promise.resolve(),
    );
    await pipeline.handle(of('a', 0));
    store.keys.clear();
    expect(await pipeline.handle(of('a', 1))).toMatchObject(handled);
    const asked = store.asked;
    expect(await pipeline.handle(of('a', 2))).toMatchObject(handled);
    expect(seen.runs.slice(-2)).toEqual([[1n], [2n]]);
    expect(store.asked).toBe(asked);
  });

  it('parked by an earlier owner of the partition: known from the first batch', async () => {
    const store = new InMemoryParkingStore();
    store.keys.add('a');
    const { pipeline, seen } = given(async () => undefined, { store });
    expect(await pipeline.handle([...of('a', 7), ...of('b', 8)])).toMatchObject(handled);
    expect(seen.runs).toEqual([[8n]]);
  });

  it('a key that another member parked while we were out of the group is known after joining', async () => {
    const { pipeline, seen, store, partitions } = given(async () => undefined);
    await pipeline.handle(of('a', 0));
    store.keys.add('a');
    partitions.forget();
    await pipeline.handle(of('a', 1));
    expect(seen.runs).toEqual([[0n]]);
  });

  it('copied again when it comes again, with its first cause', async () => {
    const { pipeline, deadLetters } = given((offsets) =>
      offsets.includes(0n) ? poison() : Promise.resolve(),
    );
    await pipeline.handle(of('a', 0));
    expect(await pipeline.handle(of('a', 0))).toMatchObject(handled);
    expect(deadLetters()).toEqual([
      ['0', 'poison', '3'],
      ['0', 'poison', '3'],
    ]);
  });

  it('a copy that Kafka does not take: not handled, and parked once', async () => {
    const { pipeline, log, store } = given(poison);
    log.failure = new NotAcknowledgedError('no');
    expect(await pipeline.handle(of('a', 0))).toMatchObject({ outcome: 'transient', handledCount: 0 });
    log.failure = undefined;
    expect(await pipeline.handle(of('a', 0))).toMatchObject(handled);
    expect(store.records.size).toBe(1);
  });
});

describe('a record that ends the process', () => {
  const records = [...of('a', 0), ...of('b', 1), ...of('c', 2)];

  it('costs its batch once, then itself alone, three times; then it is a dead letter that is not run', async () => {
    const store = new InMemoryParkingStore();
    expect(await diesAt(1n, store, records)).toEqual([[0n, 1n, 2n]]);
    expect(await diesAt(1n, store, records)).toEqual([[0n], [1n]]);
    expect(await diesAt(1n, store, records)).toEqual([[0n], [1n]]);
    expect(await diesAt(1n, store, records)).toEqual([[0n], [1n]]);

    const { pipeline, seen } = given(async () => undefined, { store });
    expect(await pipeline.handle(records)).toMatchObject(handled);
    expect(seen.runs).toEqual([[0n], [2n]]);
    expect([...store.records.values()]).toMatchObject([{ offset: 1n, code: 'process-died', attempts: 3 }]);
    expect(store.markers.size).toBe(0);

    expect(await pipeline.handle(of('d', 3, 4))).toMatchObject(handled);
    expect(seen.runs.at(-1)).toEqual([3n, 4n]);
  });

  it('the first of its batch: the death of the batch counts too', async () => {
    const store = new InMemoryParkingStore();
    for (let death = 0; death < 3; death++) await diesAt(0n, store, records);
    const { pipeline, seen } = given(async () => undefined, { store });
    expect(await pipeline.handle(records)).toMatchObject(handled);
    expect(seen.runs).toEqual([[1n], [2n]]);
  });

  it('while an earlier record became poison: both are dead letters in the end, and no record is stuck', async () => {
    const store = new InMemoryParkingStore();
    await diesAt(1n, store, records);
    await diesAt(1n, store, records);
    const { pipeline, seen } = given((offsets) => (offsets.includes(0n) ? poison() : Promise.resolve()), {
      store,
    });
    expect(await pipeline.handle(records)).toMatchObject(handled);
    expect([...store.records.values()]).toMatchObject([{ offset: 0n, code: 'poison', attempts: 3 }]);
    expect(seen.runs.slice(-2)).toEqual([[1n], [2n]]);
  });

  it('far ahead, after the group was set back: what lies before it goes together', async () => {
    const store = new InMemoryParkingStore();
    store.markers.set('cards/2', { topic: 'cards', partition: 2, offset: 9n, attempts: 1 });
    const { pipeline, seen } = given(async () => undefined, { store });
    await pipeline.handle(of('a', 0, 1, 2));
    await pipeline.handle(of('a', 3, 4));
    await pipeline.handle(of('a', 8, 9, 10));
    await pipeline.handle(of('a', 11, 12));
    const singles = [[8n], [9n], [10n]];
    expect(seen.runs).toEqual([[0n, 1n, 2n], [3n, 4n], ...singles, [11n, 12n]]);
  });

  it('whose parking meets an outage is tried once more, and dies of what it died of', async () => {
    const { pipeline, store } = given(poison);
    const park = store.parkKey.bind(store);
    store.parkKey = () => Promise.reject(Object.assign(new Error(), { code: '57P01' }));
    expect(await pipeline.handle(of('a', 0))).toMatchObject({ outcome: 'transient', code: 'sql-57P01' });
    store.parkKey = park;
    expect(await pipeline.handle(of('a', 0))).toMatchObject(handled);
    expect([...store.records.values()]).toMatchObject([{ code: 'poison', attempts: 3 }]);
  });

  it('deaths for another reason park no record: a run that succeeds forgets the attempts', async () => {
    const store = new InMemoryParkingStore();
    for (let death = 0; death < 8; death++) {
      await diesAt(BigInt(death % 3), store, records);
      const { pipeline } = given(async () => undefined, { store });
      expect(await pipeline.handle(records)).toMatchObject(handled);
    }
    expect(store.records.size).toBe(0);
  });
});

describe('what is markersWritten before a run', () => {
  it('a healthy partition asks the database once after the start, and never again', async () => {
    const { pipeline, store } = given(async () => undefined);
    await pipeline.handle([fetched(0), fetched(1)]);
    expect(store.markersWritten).toEqual(['0#1']);
    expect(store.markers.size).toBe(0);
    const asked = store.asked;
    for (let offset = 2; offset < 9; offset++) await pipeline.handle([fetched(offset)]);
    expect(store.markersWritten).toEqual(['0#1']);
    expect(store.asked).toBe(asked);
  });

  it('one by one: each record, and each attempt', async () => {
    const { pipeline, store } = given((offsets) => (offsets.includes(1n) ? poison() : Promise.resolve()));
    await pipeline.handle([fetched(0), fetched(1), fetched(2)]);
    expect(store.markersWritten).toEqual(['0#1', '0#1', '1#1', '1#2', '1#3', '2#1']);
    expect(store.markers.size).toBe(0);
  });

  it('an outage between two attempts is none, and those before it are not lost', async () => {
    let attempt = 0;
    const { pipeline, store, deadLetters } = given((offsets) => {
      if (!offsets.includes(0n)) return Promise.resolve();
      attempt += 1;
      return attempt === 3 ? Promise.reject(new Error('gone')) : poison();
    });
    expect(await pipeline.handle([fetched(0)])).toMatchObject({ outcome: 'transient' });
    expect(await pipeline.handle([fetched(0), fetched(1)])).toMatchObject(handled);
    expect(store.markersWritten).toEqual(['0#1', '0#1', '0#2', '0#2', '0#3', '1#1']);
    expect(deadLetters()).toEqual([['0', 'poison', '3']]);
  });

  it('a Kafka that does not answer does not count: the note is gone before the events go out', async () => {
    const { pipeline, log, store } = given(async () => [
      { topic: 'out', partition: 2, record: { key: 'k', value: 'v', headers: {} } },
    ]);
    log.failure = new NotAcknowledgedError('no');
    expect(await pipeline.handle([fetched(0)])).toMatchObject({ outcome: 'transient' });
    expect(store.markers.size).toBe(0);
  });

  it('without the database nothing is run, and nothing parked', async () => {
    const { pipeline, seen, store } = given(async () => undefined);
    store.outage = Object.assign(new Error(), { code: '57P01' });
    expect(await pipeline.handle([fetched(0)])).toMatchObject({ outcome: 'transient', code: 'sql-57P01' });
    expect(seen.runs).toEqual([]);
  });
});

describe('a raw-record consumer', () => {
  it('parks nothing, markers nothing, and holds its partition up whatever the failure', async () => {
    const { pipeline, store, seen } = given(poison, { as: 'records' });
    expect(await pipeline.handle([fetched(0), fetched(1, { value: '{' })])).toMatchObject({
      outcome: 'transient',
      handledCount: 0,
      code: 'poison',
    });
    expect(store.asked).toBe(0);
    expect(seen.runs).toEqual([[0n, 1n]]);
  });
});
