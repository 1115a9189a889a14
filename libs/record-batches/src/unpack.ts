import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { snappyUncompressor } from 'hysnappy';
import { ByteReader } from './byte-reader.js';
import { unpackLz4Frame } from './lz4-frame.js';
import { UnpacksTooLargeError } from './unpack.errors.js';

type Unpack = (packed: Buffer, limit: number) => Promise<Buffer> | Buffer;

/** The codecs of a record batch by their number in its attributes (https://kafka.apache.org/documentation/#recordbatch). */
const CODECS: readonly Unpack[] = [
  unpacked,
  withZlib(promisify(gunzip)),
  inItsTurn(unpackSnappy),
  inItsTurn(unpackLz4Frame),
  withZlib(promisify(zstdDecompress)),
];

/**
 * The records of a batch, unpacked.
 * @throws UnpacksTooLargeError beyond `limit` bytes; any other error for an unknown codec, or bytes that it cannot read.
 */
export async function unpack(codec: number, packed: Buffer, limit: number): Promise<Buffer> {
  const unpackWithCodec = CODECS[codec];
  if (!unpackWithCodec) throw new RangeError(`Kafka has no codec ${codec}`);
  return unpackWithCodec(packed, limit);
}

function unpacked(bytes: Buffer, limit: number): Buffer {
  if (bytes.length > limit) throw new UnpacksTooLargeError(limit);
  return bytes;
}

/** These run on the event loop, 8 MB for some 40 ms: everybody else has a turn between two batches. */
function inItsTurn(unpackAtOnce: (packed: Buffer, limit: number) => Buffer): Unpack {
  return async (packed, limit) => {
    await nextTurn();
    return unpackAtOnce(packed, limit);
  };
}

function withZlib(
  decompress: (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
): Unpack {
  return async (packed, limit) => {
    try {
      return await decompress(packed, { maxOutputLength: limit });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ERR_BUFFER_TOO_LARGE' ? new UnpacksTooLargeError(limit) : error;
    }
  };
}

/** Java's clients write blocks with lengths behind this magic and two version numbers; the others write one bare block. */
const XERIAL_MAGIC = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0]);
const XERIAL_HEADER = XERIAL_MAGIC.length + 8;

function unpackSnappy(packed: Buffer, limit: number): Buffer {
  if (!packed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return unpackSnappyBlock(packed, limit);
  const blocks: Buffer[] = [];
  const reader = new ByteReader(packed);
  reader.bytes(XERIAL_HEADER);
  let left = limit;
  while (reader.left > 0) {
    const block = unpackSnappyBlock(reader.bytes(reader.int32()), left);
    left -= block.length;
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}

/** One for all blocks: each brings its own WebAssembly, and a batch may have thousands of blocks. */
let uncompress = snappyUncompressor();

/** A block begins with its unpacked length. */
function unpackSnappyBlock(block: Buffer, limit: number): Buffer {
  const length = uint32AtStart(block);
  if (length > limit) throw new UnpacksTooLargeError(limit);
  const unpackedBlock = uncompressed(block, length);
  return Buffer.from(unpackedBlock.buffer, unpackedBlock.byteOffset, unpackedBlock.length);
}

function uncompressed(block: Buffer, length: number): Uint8Array {
  try {
    return uncompress(block, length);
  } catch (error) {
    // Damaged bytes may leave its memory damaged.
    uncompress = snappyUncompressor();
    throw error;
  }
}

function uint32AtStart(block: Buffer): number {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = block.readUInt8(at);
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length;
  }
  throw new RangeError('a length of more than five bytes');
}
