import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { batch, CODECS, marker, type BatchContents } from './batch.builders.js';
import { LARGEST_BATCH, MOST_RECORDS, readRecordSet } from './record-set.js';

const read = (
  bytes: Buffer,
  { from = 0, aborted = [] as { producerId: bigint; firstOffset: bigint }[] } = {},
) => readRecordSet({ bytes, fetchOffset: BigInt(from), highWatermark: 2n ** 40n, aborted });

const at = (messages: readonly { offset: string; unread?: string }[]) =>
  messages.map(({ offset, unread }) => (unread ? `${offset} ${unread}` : offset));

const three: BatchContents = { firstOffset: 5, records: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] };

describe('the records of a fetch', () => {
  it('one record has its key, value, headers and time', async () => {
    const headers = [
      ['once', '1'],
      ['twice', 'x'],
      ['twice', 'y'],
      ['empty', null],
      ['__proto__', 'p'],
    ] as const;
    const records = [{ key: null, value: 'v', headers, timestampDelta: -3n }];

    const { messages, nextOffset } = await read(batch({ firstOffset: 7, records, baseTimestamp: 1_000n }), {
      from: 7,
    });

    expect(nextOffset).toBe(8n);
    expect(messages).toMatchObject([{ offset: '7', timestamp: '997', key: null, value: Buffer.from('v') }]);
    expect(Object.entries(messages[0]!.headers)).toEqual([
      ['once', Buffer.from('1')],
      ['twice', [Buffer.from('x'), Buffer.from('y')]],
      ['empty', null],
      ['__proto__', Buffer.from('p')],
    ]);
  });

  it('times of 64 bits are exact, and the time of the broker goes before that of the producer', async () => {
    const latest = 2n ** 63n - 1n;
    const [own] = (await read(batch({ baseTimestamp: latest }))).messages;
    const [broker] = (await read(batch({ appendTimestamp: 2n ** 53n + 1n }))).messages;
    expect([own!.timestamp, broker!.timestamp]).toEqual([latest.toString(), '9007199254740993']);
  });

  it.each(Object.keys(CODECS).filter((codec) => codec !== 'unknown'))('are read from %s', async (codec) => {
    const values = ['', 'a', 'b'.repeat(300), 'c'.repeat(70_000)];
    const records = values.map((value) => ({ value }));
    const { messages, unreadable } = await read(batch({ records, codec: codec as keyof typeof CODECS }));
    expect(unreadable).toBeNull();
    expect(messages.map(({ value }) => value!.toString())).toEqual(values);
  });

  it('begin at the offset that was asked for, within a batch', async () => {
    const { messages, nextOffset } = await read(batch({ ...three, codec: 'zstd' }), { from: 6 });
    expect([at(messages), nextOffset]).toEqual([['6', '7'], 8n]);
  });

  it('a batch that the fetch has cut short comes with the next one', async () => {
    const two = Buffer.concat([batch(three), batch({ firstOffset: 8 })]);
    for (const cut of [1, 20, 40]) {
      const { messages, nextOffset, unreadable } = await read(two.subarray(0, two.length - cut), { from: 5 });
      expect([at(messages), nextOffset, unreadable]).toEqual([['5', '6', '7'], 8n, null]);
    }
  });

  it('many more than one fetch may bring come with the next ones', async () => {
    const records = Array.from({ length: MOST_RECORDS }, () => ({}));
    const bytes = Buffer.concat([
      batch({ records, codec: 'gzip' }),
      batch({ firstOffset: MOST_RECORDS, records: [{}, {}], codec: 'gzip' }),
    ]);
    const first = await read(bytes);
    expect([first.messages.length, first.nextOffset]).toEqual([MOST_RECORDS, BigInt(MOST_RECORDS)]);
    const second = await read(bytes, { from: MOST_RECORDS });
    expect([second.messages.length, second.nextOffset]).toEqual([2, BigInt(MOST_RECORDS + 2)]);
  });
});

describe('offsets without a record', () => {
  it('a marker of a transaction has a stand-in', async () => {
    const bytes = Buffer.concat([
      batch({ ...three, producerId: 9, isTransactional: true }),
      marker(8, 9, 'commit'),
    ]);
    const { messages, nextOffset } = await read(bytes, { from: 5 });
    expect([at(messages), nextOffset]).toEqual([['5', '6', '7', '8 control'], 9n]);
  });

  it('an aborted transaction is left out up to its marker, and only its own producer', async () => {
    const bytes = Buffer.concat([
      batch({ firstOffset: 0, producerId: 9, isTransactional: true }),
      batch({ firstOffset: 1, producerId: 8, isTransactional: true }),
      batch({ firstOffset: 2 }),
      marker(3, 9, 'abort'),
      batch({ firstOffset: 4, producerId: 9, isTransactional: true }),
      marker(5, 9, 'commit'),
    ]);
    const { messages } = await read(bytes, { aborted: [{ producerId: 9n, firstOffset: 0n }] });
    expect(at(messages)).toEqual(['0 aborted', '1', '2', '3 control', '4', '5 control']);
  });

  it('a record whose key looks like a marker ends no transaction', async () => {
    const bytes = Buffer.concat([
      batch({
        firstOffset: 0,
        producerId: 9,
        isTransactional: true,
        records: [{ key: Buffer.alloc(4) }, {}],
      }),
      marker(2, 9, 'abort'),
    ]);
    const { messages } = await read(bytes, { aborted: [{ producerId: 9n, firstOffset: 0n }] });
    expect(at(messages)).toEqual(['0 aborted', '1 aborted', '2 control']);
  });

  it('compaction leaves holes inside a batch and at its end, and empties a whole batch', async () => {
    const bytes = Buffer.concat([
      batch({ firstOffset: 3, lastOffset: 7, records: [{ offset: 4 }, { offset: 6 }] }),
      batch({ firstOffset: 10, lastOffset: 11, records: [] }),
    ]);
    const { messages, nextOffset } = await read(bytes, { from: 2 });
    expect(at(messages)).toEqual([
      '3 compacted',
      '4',
      '5 compacted',
      '6',
      '7 compacted',
      '10 compacted',
      '11 compacted',
    ]);
    expect(nextOffset).toBe(12n);
  });
});

describe('a batch that unpacks to more than 8 MB', () => {
  const bomb = Buffer.alloc(LARGEST_BATCH + 1);
  const packed = {
    none: bomb,
    gzip: CODECS.gzip.pack(bomb),
    snappy: CODECS.snappy.pack(bomb),
    'snappy of Java': CODECS['snappy of Java'].pack(bomb),
    lz4: CODECS.lz4.pack(bomb),
    zstd: zstdCompressSync(bomb),
  };

  it.each(Object.entries(packed))('in %s has a stand-in for each offset', async (codec, bytes) => {
    const large = batch({ ...three, codec: codec as keyof typeof CODECS, packed: bytes });
    const { messages, nextOffset, unreadable } = await read(large, { from: 5 });
    expect(at(messages)).toEqual(['5 too-large', '6 too-large', '7 too-large']);
    expect([nextOffset, unreadable]).toEqual([8n, null]);
  });

  it('costs little memory, whatever it claims to hold', async () => {
    const claims = batch({ firstOffset: 0, lastOffset: 2 ** 31 - 2, codec: 'zstd', packed: packed.zstd });
    const { messages, nextOffset } = await read(claims);
    expect([messages.length, nextOffset]).toEqual([MOST_RECORDS, BigInt(MOST_RECORDS)]);
  });
});

describe('a batch that cannot be read', () => {
  const before = batch({ firstOffset: 4 });
  const whole = batch({ ...three, codec: 'gzip' });
  const flipped = Buffer.from(whole);
  flipped[flipped.length - 3]! ^= 1;

  it.each([
    ['has a flipped bit', 'crc-mismatch', flipped],
    ['has a codec that Kafka does not have', 'batch-undecodable', batch({ ...three, codec: 'unknown' })],
    ['is no gzip', 'batch-undecodable', batch({ ...three, codec: 'gzip', packed: Buffer.from('gzip?') })],
    [
      'is no snappy',
      'batch-undecodable',
      batch({ ...three, codec: 'snappy', packed: Buffer.from([9, 0xff]) }),
    ],
    ['is no lz4', 'batch-undecodable', batch({ ...three, codec: 'lz4', packed: Buffer.from('lz4!') })],
    ['is no zstd', 'batch-undecodable', batch({ ...three, codec: 'zstd', packed: Buffer.from('zstd') })],
    ['has less records than it says', 'batch-undecodable', batch({ ...three, recordCount: 4 })],
    ['has more records than it says', 'batch-undecodable', batch({ ...three, recordCount: 2 })],
    ['has less than none', 'batch-undecodable', batch({ ...three, recordCount: -1 })],
    ['has records beyond its end', 'batch-undecodable', batch({ ...three, lastOffset: 6 })],
    ['is older than Kafka 0.11', 'batch-undecodable', batch({ ...three, magic: 1 })],
  ])('because it %s: what stands before it is read, and it is named', async (_, code, bad) => {
    const bytes = Buffer.concat([before, bad, batch({ firstOffset: 8 })]);
    const { messages, nextOffset, unreadable } = await read(bytes, { from: 4 });
    expect([at(messages), nextOffset]).toEqual([['4'], 5n]);
    expect(unreadable).toMatchObject({ code, firstOffset: 5n, reason: expect.any(String) as string });
  });

  it('because its broker cannot read it', async () => {
    const { unreadable } = await readRecordSet({
      bytes: Buffer.alloc(0),
      failure: 'CORRUPT_MESSAGE',
      fetchOffset: 7n,
      highWatermark: 9n,
      aborted: [],
    });
    expect(unreadable).toEqual({
      firstOffset: 7n,
      lastOffset: 7n,
      code: 'broker-cannot-read',
      reason: 'CORRUPT_MESSAGE',
    });
  });

  it('no bytes at all make it throw, or move it backwards', async () => {
    const seeds = [
      whole,
      batch({ ...three, codec: 'lz4' }),
      batch({ ...three, codec: 'snappy' }),
      marker(5, 1, 'abort'),
    ];
    const damaged = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
      .map(([seed, changes]) => {
        const bytes = Buffer.from(seed);
        for (const [where, value] of changes) bytes[where % bytes.length] = value;
        return bytes;
      });
    const codecs = Object.keys(CODECS) as (keyof typeof CODECS)[];
    const packed = fc
      .tuple(fc.constantFrom(...codecs), fc.uint8Array({ maxLength: 100 }), fc.integer({ min: -9, max: 9 }))
      .map(([codec, bytes, recordCount]) =>
        batch({ ...three, codec, recordCount, packed: Buffer.from(bytes) }),
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, packed, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        const { nextOffset } = await read(Buffer.from(bytes), { from: 5 });
        expect(nextOffset >= 5n).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
