import { createRequire } from 'node:module';
import './kafkajs-patches.js';

const require = createRequire(import.meta.url);
const encode = require('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => {
  buffer: Buffer;
};
const decode = require('kafkajs/src/protocol/recordBatch/record/v0/decoder') as (
  decoder: object,
  context: object,
) => { headers: Record<string, unknown> };
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => { readVarInt(): number };

const written = (headers: object): Buffer => encode({ key: null, value: null, headers }).buffer;

/** The headers of a record as kafkajs reads them. */
function headersRead(record: Buffer): Record<string, unknown> {
  const decoder = new Decoder(record);
  decoder.readVarInt();
  return decode(decoder, { firstOffset: '0', firstTimestamp: '0' }).headers;
}

const named = (entries: readonly (readonly [string, unknown])[]) => Object.fromEntries(entries);

describe('the headers of a record, as the patched kafkajs reads them', () => {
  it('once, twice, and under names that every object has', () => {
    const [one, two] = [Buffer.from('1'), Buffer.from('2')];
    const headers = named([
      ['once', one],
      ['twice', [one, two]],
      ['constructor', one],
      ['__proto__', two],
    ]);
    expect(Object.entries(headersRead(written(headers)))).toEqual(Object.entries(headers));
  });

  it('so many that copying all of them for each would take minutes', () => {
    const record = written(named(Array.from({ length: 20_000 }, (_, n) => [`h${n}`, Buffer.from('x')])));
    const startedMs = performance.now();
    expect(Object.keys(headersRead(record))).toHaveLength(20_000);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
