import { PermanentError } from '@peaje/kernel';
import type { Outgoing } from './batch.js';
import { NotAcknowledgedError, type FetchedRecord } from '../kafka/kafka-client.js';
import { fetched, given } from './pipeline.builders.js';

const fail = (error: Error) => Promise.reject(error);

describe('what no consumer can unpack', () => {
  it('becomes a dead letter for each offset, without its value and with nothing parked', async () => {
    const { pipeline, deadLetters, store, seen } = given(async () => undefined);
    const standIn = { ...fetched(2), key: null, value: null, unread: 'too-large' as const };

    expect(await pipeline.handle([fetched(1), standIn, fetched(3)])).toMatchObject({ outcome: 'handled' });

    expect(deadLetters()).toEqual([['2', 'batch-too-large', '1']]);
    expect(seen.runs).toEqual([[1n, 3n]]);
    expect([...store.keys]).toEqual([]);
  });
});

describe('what becomes of a batch', () => {
  it('success: handled, its events published before the verdict', async () => {
    const event: Outgoing = { topic: 'out', partition: 2, record: { key: 'k', value: 'v', headers: {} } };
    const { pipeline, log } = given(async () => [event]);
    expect(await pipeline.handle([fetched(0), fetched(1)])).toMatchObject({ outcome: 'handled' });
    expect(log.appended.map(({ partition }) => partition)).toEqual(['out/2']);
  });

  it('events that Kafka does not acknowledge: not handled, so that they come again', async () => {
    const { pipeline, log } = given(async () => [
      { topic: 'out', partition: 2, record: { key: 'k', value: 'v', headers: {} } },
    ]);
    log.failure = new NotAcknowledgedError('no');
    expect(await pipeline.handle([fetched(0)])).toMatchObject({
      outcome: 'transient',
      handledCount: 0,
      code: 'not-acknowledged',
    });
  });

  it('an outage: nothing handled, no dead letter, one run', async () => {
    const { pipeline, seen, deadLetters } = given(() => fail(Object.assign(new Error(), { code: '57P01' })));
    expect(await pipeline.handle([fetched(0), fetched(1)])).toMatchObject({
      outcome: 'transient',
      handledCount: 0,
    });
    expect(seen.runs).toHaveLength(1);
    expect(seen.transient).toEqual(['sql-57P01']);
    expect(deadLetters()).toEqual([]);
  });

  it('a conflict: the same batch again at once', async () => {
    let first = true;
    const { pipeline, seen } = given(async () => {
      if (first) {
        first = false;
        throw Object.assign(new Error(), { code: '40P01' });
      }
    });
    expect(await pipeline.handle([fetched(0), fetched(1)])).toMatchObject({ outcome: 'handled' });
    expect(seen.runs).toEqual([
      [0n, 1n],
      [0n, 1n],
    ]);
  });

  it('a permanent failure: record by record; the culprit is a dead letter after three attempts, the others are handled', async () => {
    const { pipeline, seen, deadLetters } = given(async (offsets) => {
      if (offsets.includes(1n)) throw new PermanentError('poison', 'x');
    });
    expect(await pipeline.handle([fetched(0), fetched(1), fetched(2)])).toMatchObject({ outcome: 'handled' });
    expect(seen.runs).toEqual([[0n, 1n, 2n], [0n], [1n], [1n], [1n], [2n]]);
    expect(deadLetters()).toEqual([['1', 'poison', '3']]);
  });

  it('an outage while it looks for the culprit: what came before may be committed', async () => {
    const { pipeline } = given(async (offsets) => {
      if (offsets.length > 1) throw new TypeError('one of these');
      if (offsets[0] === 2n) throw new Error('the database went away');
    });
    expect(await pipeline.handle([fetched(0), fetched(1), fetched(2)])).toMatchObject({
      outcome: 'transient',
      handledCount: 2,
    });
  });
});

describe('what the handler never sees', () => {
  it.each<[string, FetchedRecord, string]>([
    ['a value that is not JSON', fetched(7, { value: '{' }), 'not-a-cloud-event'],
    ['data that breaks the schema', fetched(7, { value: '{}' }), 'invalid-data'],
    ['another version of a handled type', fetched(7, { type: 'peaje.card.changed.v9' }), 'unknown-version'],
    ["a key that is not its data's", fetched(7, { key: 'card_other' }), 'key-mismatch'],
    ['no headers at all', { ...fetched(7), headers: [] }, 'not-a-cloud-event'],
  ])('%s: dead letter, and the next record is handled', async (_name, record, code) => {
    const { pipeline, seen, deadLetters, log } = given(async () => undefined);
    expect(await pipeline.handle([record, fetched(8)])).toMatchObject({ outcome: 'handled' });
    expect(seen.runs).toEqual([[8n]]);
    expect(deadLetters()).toEqual([['7', code, '1']]);
    expect(log.appended[0]!.record).toMatchObject({ key: record.key, value: record.value });
  });

  it('an unknown type: counted, no dead letter', async () => {
    const { pipeline, seen, deadLetters } = given(async () => undefined);
    expect(await pipeline.handle([fetched(7, { type: 'peaje.card.repainted.v1' })])).toEqual({
      outcome: 'handled',
      tookDeadLetters: false,
    });
    expect(seen.runs).toEqual([]);
    expect(seen.ignored).toEqual(['peaje.card.repainted.v1']);
    expect(deadLetters()).toEqual([]);
  });

  it.each(['constructor', 'toString', '__proto__', 'valueOf'])(
    'a type called %s is only unknown',
    async (type) => {
      const { pipeline, seen } = given(async () => undefined);
      expect(await pipeline.handle([fetched(7, { type }), fetched(8)])).toMatchObject({ outcome: 'handled' });
      expect(seen.runs).toEqual([[8n]]);
      expect(seen.ignored).toEqual([type]);
    },
  );

  it('a dead letter that Kafka does not take: not handled', async () => {
    const { pipeline, log } = given(async () => undefined);
    log.failure = new NotAcknowledgedError('no');
    expect(await pipeline.handle([fetched(7, { value: '{' })])).toMatchObject({ outcome: 'transient' });
  });
});
