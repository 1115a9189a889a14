import { ByteReader } from './byte-reader.js';
import { UnpacksTooLargeError } from './unpack.errors.js';

const MAGIC = 0x184d2204;
const HAS_DICTIONARY = 0x01;
const HAS_CONTENT_CHECKSUM = 0x04;
const HAS_CONTENT_SIZE = 0x08;
const HAS_BLOCK_CHECKSUMS = 0x10;
const IS_STORED = 0x8000_0000;
const SHORTEST_MATCH = 4;
const FULL_NIBBLE = 15;

/**
 * The contents of one LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), whose blocks may refer to
 * earlier ones. It is ours because no kept package bounds what a frame unpacks to. It checks no checksum: the CRC of
 * Kafka's batch covers the frame.
 * @throws UnpacksTooLargeError beyond `limit` bytes; RangeError for anything that is no LZ4 frame.
 */
export function unpackLz4Frame(frame: Buffer, limit: number): Buffer {
  const reader = new ByteReader(frame);
  if (uint32(reader) !== MAGIC) throw new RangeError('no LZ4 frame');
  const flags = reader.int8();
  reader.int8();
  if (flags & HAS_DICTIONARY) throw new RangeError('an LZ4 frame with a dictionary');
  if (flags & HAS_CONTENT_SIZE) reader.int64();
  reader.int8();
  const output = new Output(limit);
  for (;;) {
    const header = uint32(reader);
    if (header === 0) break;
    const block = reader.bytes(header & ~IS_STORED);
    if (header & IS_STORED) output.append(block);
    else unpackBlock(block, output);
    if (flags & HAS_BLOCK_CHECKSUMS) reader.int32();
  }
  if (flags & HAS_CONTENT_CHECKSUM) reader.int32();
  return output.contents();
}

/** A block is sequences of literals and a match; the last one has no match. */
function unpackBlock(block: Buffer, output: Output): void {
  const reader = new ByteReader(block);
  while (reader.left > 0) {
    const token = reader.int8() & 0xff;
    output.append(reader.bytes(lengthOf(token >> 4, reader)));
    if (reader.left === 0) return;
    const low = reader.int8() & 0xff;
    const distance = low | ((reader.int8() & 0xff) << 8);
    output.repeat(distance, lengthOf(token & FULL_NIBBLE, reader) + SHORTEST_MATCH);
  }
}

function lengthOf(nibble: number, reader: ByteReader): number {
  let length = nibble;
  if (nibble < FULL_NIBBLE) return length;
  for (;;) {
    const more = reader.int8() & 0xff;
    length += more;
    if (more < 0xff) return length;
  }
}

const uint32 = (reader: ByteReader): number => reader.bytes(4).readUInt32LE();

/** What was unpacked so far. It doubles its memory as it grows, up to the limit. */
class Output {
  private buffer: Buffer;
  private length = 0;

  constructor(private readonly limit: number) {
    this.buffer = Buffer.allocUnsafe(Math.min(limit, 64 * 1024));
  }

  append(bytes: Buffer): void {
    this.grow(bytes.length);
    bytes.copy(this.buffer, this.length);
    this.length += bytes.length;
  }

  /** Appends what stands `distance` bytes before the end; it may run into itself. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.length) throw new RangeError('a match before the start');
    this.grow(length);
    const { buffer } = this;
    let at = this.length;
    for (const end = at + length; at < end; at++) buffer[at] = buffer[at - distance]!;
    this.length = at;
  }

  contents(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private grow(by: number): void {
    const wanted = this.length + by;
    if (wanted <= this.buffer.length) return;
    if (wanted > this.limit) throw new UnpacksTooLargeError(this.limit);
    const larger = Buffer.allocUnsafe(Math.min(this.limit, Math.max(wanted, 2 * this.buffer.length)));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
