import { batch, CODECS, type BatchContents } from './batch.builders.js';
import { LARGEST_BATCH, LARGEST_COUNT, MOST_RECORDS, readRecordSet, Room } from './record-set.js';

const read = (bytes: Buffer, { from = 5, highWatermark = 2n ** 40n } = {}) =>
  readRecordSet({ bytes, fetchOffset: BigInt(from), highWatermark, aborted: [] });

const three: BatchContents = { firstOffset: 5, records: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] };
const follower = batch({ firstOffset: 8 });

/** Where the fields of a header stand in the bytes of a batch. */
const AT = { firstOffset: 0, length: 8, magic: 16, lastOffsetDelta: 23, records: 61 };

function changed(at: number, value: number): Buffer {
  const bytes = batch(three);
  bytes[at] = value;
  return bytes;
}

describe('a batch with a damaged header', () => {
  it.each([
    ['ends long before it begins', AT.lastOffsetDelta, 0x80, 'crc-mismatch'],
    ['ends a thousand million offsets later', AT.lastOffsetDelta, 0x40, 'crc-mismatch'],
    ['ends too early', AT.lastOffsetDelta + 3, 0, 'crc-mismatch'],
    ['has a format of old', AT.magic, 0, 'batch-undecodable'],
  ])('that says it %s is named with the offsets up to the next batch', async (_, at, value, code) => {
    const { messages, nextOffset, unreadable } = await read(Buffer.concat([changed(at, value), follower]));
    expect([messages, nextOffset]).toEqual([[], 5n]);
    expect(unreadable).toMatchObject({ code, firstOffset: 5n, lastOffset: 7n });
  });

  it('is named with the offsets up to the end of the log when it is the last one', async () => {
    const { unreadable } = await read(changed(AT.lastOffsetDelta, 0x40), { highWatermark: 8n });
    expect(unreadable).toMatchObject({ firstOffset: 5n, lastOffset: 7n });
  });

  it.each([
    ['back', 1],
    ['into the batch before', 7],
  ])('whose first offset goes %s does not pass for a batch that was read', async (_, firstOffset) => {
    const bytes = Buffer.concat([batch(three), batch({ ...three, firstOffset }), batch({ firstOffset: 11 })]);
    const { messages, nextOffset, unreadable } = await read(bytes);
    expect([messages.length, nextOffset]).toEqual([3, 8n]);
    expect(unreadable).toMatchObject({ code: 'batch-undecodable', lastOffset: 10n });
  });

  it('that is longer than the fetch does not pass for one that was cut short', async () => {
    const { nextOffset, unreadable } = await read(changed(AT.length, 0x10));
    expect(nextOffset).toBe(5n);
    expect(unreadable).toMatchObject({ code: 'batch-undecodable', firstOffset: 5n });
  });
});

describe('a batch of many records', () => {
  const records = (length: number) => Array.from({ length }, () => ({ key: null, value: null }));

  it('with a damaged end is unreadable from its first offset, wherever the fetch begins', async () => {
    const length = 15_000;
    const bytes = batch({ records: records(length), recordCount: length + 1 });
    for (const from of [0, 7_000]) {
      const { messages, unreadable } = await read(bytes, { from });
      expect(messages).toEqual([]);
      expect(unreadable).toMatchObject({ firstOffset: 0n, lastOffset: BigInt(length - 1) });
    }
  });

  it('has stand-ins beyond 20 000, as one of more than 8 MB', async () => {
    const read20000 = await read(batch({ records: records(LARGEST_COUNT) }), { from: 0 });
    expect(read20000.messages.filter(({ unread }) => unread)).toEqual([]);
    const { messages, unreadable } = await read(batch({ records: records(LARGEST_COUNT + 1) }), { from: 0 });
    expect(new Set(messages.map(({ unread }) => unread))).toEqual(new Set(['too-large']));
    expect([messages.length, unreadable]).toEqual([MOST_RECORDS, null]);
  });
});

it.each([
  ['bytes', [{ value: Buffer.alloc(LARGEST_BATCH - 50) }]],
  ['records', Array.from({ length: LARGEST_COUNT }, () => ({ value: null }))],
])('the partitions of one reply share its %s; one without room keeps its position', async (_, records) => {
  const bytes = Buffer.concat([batch({ records, codec: 'zstd' })]);
  const set = { bytes, fetchOffset: 0n, highWatermark: 2n ** 40n, aborted: [] };
  const room = new Room();
  const read = [
    await readRecordSet(set, room),
    await readRecordSet(set, room),
    await readRecordSet(set, room),
  ];
  expect(read.map(({ messages }) => messages.length).slice(-1)).toEqual([0]);
  expect(read[2]).toMatchObject({ nextOffset: 0n, unreadable: null });
});

it('a batch of snappy in thousands of blocks is read at once: its blocks share one WebAssembly', async () => {
  const contents = { records: [{ value: 'v'.repeat(20_000) }] };
  const start = CODECS['snappy of Java'].pack(Buffer.alloc(0)).subarray(0, 16);
  const blocks = [...batch(contents).subarray(AT.records)].map((byte) => [0, 0, 0, 3, 1, 0, byte]);
  const packed = Buffer.concat([start, Buffer.from(blocks.flat())]);
  const sinceMs = performance.now();
  const { messages } = await read(batch({ ...contents, codec: 'snappy', packed }), { from: 0 });
  // It takes some 20 ms, and took more than five seconds with one for each block.
  expect(performance.now() - sinceMs).toBeLessThan(2_000);
  expect(messages.map(({ value }) => value!.length)).toEqual([20_000]);
});
