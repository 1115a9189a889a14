import { gzipSync, zstdCompressSync } from 'node:zlib';
import crc32c from 'crc-32/crc32c.js';
import { snappyCompress } from 'hysnappy';

export interface BatchContents {
  readonly firstOffset?: number;
  /** By default that of the last record. */
  readonly lastOffset?: number;
  readonly records?: readonly RecordContents[];
  readonly codec?: keyof typeof CODECS;
  readonly producerId?: number;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  readonly baseTimestamp?: bigint;
  readonly appendTimestamp?: bigint;
  /** Instead of the packed records. */
  readonly packed?: Buffer;
  readonly recordCount?: number;
  readonly magic?: number;
}

interface RecordContents {
  /** By default one after the record before. */
  readonly offset?: number;
  readonly timestampDelta?: bigint;
  readonly key?: Buffer | string | null;
  readonly value?: Buffer | string | null;
  readonly headers?: readonly (readonly [string, string | null])[];
}

export const CODECS = {
  none: { number: 0, pack: (bytes: Buffer) => bytes },
  gzip: { number: 1, pack: (bytes: Buffer) => gzipSync(bytes) },
  snappy: { number: 2, pack: (bytes: Buffer) => Buffer.from(snappyCompress(bytes)) },
  'snappy of Java': { number: 2, pack: xerial },
  lz4: { number: 3, pack: lz4Frame },
  zstd: { number: 4, pack: (bytes: Buffer) => zstdCompressSync(bytes) },
  unknown: { number: 6, pack: (bytes: Buffer) => bytes },
} as const;

/** A record batch as a producer sends it, with the right CRC. */
export function batch(contents: BatchContents): Buffer {
  const { records = [{}], firstOffset = 0, codec = 'none', baseTimestamp = 1_000n } = contents;
  const offsets: number[] = [];
  for (const { offset } of records) offsets.push(offset ?? (offsets.at(-1) ?? firstOffset - 1) + 1);
  const unpacked = Buffer.concat(records.map((record, n) => recordBytes(record, offsets[n]! - firstOffset)));
  const attributes =
    CODECS[codec].number |
    (contents.appendTimestamp === undefined ? 0 : 0x08) |
    (contents.isTransactional ? 0x10 : 0) |
    (contents.isControl ? 0x20 : 0);
  const lastOffset = contents.lastOffset ?? offsets.at(-1) ?? firstOffset;
  const body = Buffer.concat([
    int(2, attributes),
    int(4, lastOffset - firstOffset),
    long(baseTimestamp),
    long(contents.appendTimestamp ?? baseTimestamp),
    long(BigInt(contents.producerId ?? -1)),
    int(2, 0),
    int(4, 0),
    int(4, contents.recordCount ?? records.length),
    contents.packed ?? CODECS[codec].pack(unpacked),
  ]);
  const crc = int(4, crc32c.buf(body));
  return Buffer.concat([
    long(BigInt(firstOffset)),
    int(4, 9 + body.length),
    int(4, 0),
    int(1, contents.magic ?? 2),
    crc,
    body,
  ]);
}

/** The marker that ends a transaction. */
export const marker = (offset: number, producerId: number, end: 'abort' | 'commit'): Buffer =>
  batch({
    firstOffset: offset,
    producerId,
    isTransactional: true,
    isControl: true,
    records: [{ key: Buffer.concat([int(2, 0), int(2, end === 'abort' ? 0 : 1)]), value: int(6, 0) }],
  });

function recordBytes(record: RecordContents, offsetDelta: number): Buffer {
  const { timestampDelta = 0n, key = 'k', value = 'v', headers = [] } = record;
  const body = Buffer.concat([
    int(1, 0),
    varint(timestampDelta),
    varint(BigInt(offsetDelta)),
    sized(key),
    sized(value),
    varint(BigInt(headers.length)),
    ...headers.flatMap(([name, text]) => [sized(name), sized(text)]),
  ]);
  return Buffer.concat([varint(BigInt(body.length)), body]);
}

function sized(bytes: Buffer | string | null): Buffer {
  if (bytes === null) return varint(-1n);
  const buffer = Buffer.from(bytes);
  return Buffer.concat([varint(BigInt(buffer.length)), buffer]);
}

function varint(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

function int(length: number, value: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeIntBE(value, 0, length);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

/** Two blocks, as Java's streams write them. */
function xerial(bytes: Buffer): Buffer {
  const half = Math.ceil(bytes.length / 2);
  const blocks = [bytes.subarray(0, half), bytes.subarray(half)].map((part) =>
    Buffer.from(snappyCompress(part)),
  );
  const magic = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0]);
  return Buffer.concat([
    magic,
    int(4, 1),
    int(4, 1),
    ...blocks.flatMap((part) => [int(4, part.length), part]),
  ]);
}

/** A frame of one stored block and one block of literals. The int-spec has frames with matches, from Kafka itself. */
function lz4Frame(bytes: Buffer): Buffer {
  const half = Math.ceil(bytes.length / 2);
  const stored = bytes.subarray(0, half);
  const literals = lz4Literals(bytes.subarray(half));
  const length = (n: number) => {
    const le = Buffer.alloc(4);
    le.writeUInt32LE(n >>> 0);
    return le;
  };
  const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
  const storedBlock = stored.length === 0 ? [] : [length((stored.length | 0x8000_0000) >>> 0), stored];
  const block = literals.length === 1 ? [] : [length(literals.length), literals];
  return Buffer.concat([header, ...storedBlock, ...block, length(0)]);
}

function lz4Literals(bytes: Buffer): Buffer {
  if (bytes.length < 15) return Buffer.concat([Buffer.from([bytes.length << 4]), bytes]);
  const more = bytes.length - 15;
  const tail = Buffer.from([...new Array<number>(Math.floor(more / 255)).fill(255), more % 255]);
  return Buffer.concat([Buffer.from([0xf0]), tail, bytes]);
}
