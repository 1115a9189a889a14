import { promisify } from 'node:util';
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import { snappyCompress, snappyUncompress } from 'hysnappy';
import kafkajs from 'kafkajs';

/** The part of kafkajs's encoder that a codec gets. */
interface Encoded {
  readonly buffer: Buffer;
}
type Bytes = (bytes: Buffer) => Promise<Buffer>;

/** Each codec of Kafka by its name. */
export const CODECS = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
export type Codec = keyof typeof CODECS;
export const codecNames = Object.keys(CODECS) as Codec[];

const JAVA_MAGIC = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0]);
/** The magic, and two numbers of versions. */
const JAVA_HEADER = JAVA_MAGIC.length + 8;
const LZ4_MAGIC = Buffer.from([0x04, 0x22, 0x4d, 0x18]);
/** Version 1, independent blocks of 64 kB at most, no checksums; the last byte is the checksum of the two before. */
const LZ4_DESCRIPTOR = Buffer.from([0x60, 0x40, 0x82]);
const LZ4_BLOCK = 64 * 1024;
const IS_STORED = 0x8000_0000;

/**
 * kafkajs knows gzip only, and one batch that it cannot read ends its consumers. Readers outside the services read
 * every codec after this, because the suites share their topics.
 */
function register(codec: Codec, pack: Bytes, unpack: Bytes): void {
  kafkajs.CompressionCodecs[CODECS[codec]] = () => ({
    compress: ({ buffer }: Encoded) => pack(buffer),
    decompress: unpack,
  });
}

register('gzip', promisify(gzip), promisify(gunzip));
register('zstd', promisify(zstdCompress), promisify(zstdDecompress));
register(
  'snappy',
  async (bytes) => Buffer.from(snappyCompress(bytes)),
  async (packed) => Buffer.concat(snappyBlocks(packed).map(snappyContents)),
);
register(
  'lz4',
  async (bytes) => storedFrame(bytes),
  async (frame) => contentsOf(frame),
);

/** kafkajs writes one block. Java's streams, the broker's too, write blocks with lengths behind a magic. */
function snappyBlocks(packed: Buffer): Buffer[] {
  if (!packed.subarray(0, JAVA_MAGIC.length).equals(JAVA_MAGIC)) return [packed];
  const blocks: Buffer[] = [];
  for (let at = JAVA_HEADER; at < packed.length;) {
    const end = at + 4 + packed.readUInt32BE(at);
    blocks.push(packed.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

const snappyContents = (block: Buffer): Buffer => Buffer.from(snappyUncompress(block, snappyLength(block)));

/** A block of snappy begins with its length, seven bits a byte. */
function snappyLength(block: Buffer): number {
  let length = 0;
  for (let at = 0; ; at++) {
    const byte = block[at]!;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length;
  }
}

/** An LZ4 frame whose blocks are stored as they are. */
function storedFrame(bytes: Buffer): Buffer {
  const parts: Buffer[] = [LZ4_MAGIC, LZ4_DESCRIPTOR];
  for (let at = 0; at < bytes.length; at += LZ4_BLOCK) {
    const block = bytes.subarray(at, at + LZ4_BLOCK);
    parts.push(uint32((block.length | IS_STORED) >>> 0), block);
  }
  return Buffer.concat([...parts, uint32(0)]);
}

/** Of the frames that `storedFrame` makes: no other writer of these suites uses LZ4. */
function contentsOf(frame: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = LZ4_MAGIC.length + LZ4_DESCRIPTOR.length; ;) {
    const header = frame.readUInt32LE(at);
    if (header === 0) return Buffer.concat(blocks);
    if ((header & IS_STORED) === 0) throw new Error('an LZ4 frame of another writer');
    const end = at + 4 + (header & ~IS_STORED);
    blocks.push(frame.subarray(at + 4, end));
    at = end;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
