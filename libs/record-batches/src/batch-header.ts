import crc32c from 'crc-32/crc32c.js';
import { ByteReader } from './byte-reader.js';

/** The first part of a batch (https://kafka.apache.org/documentation/#recordbatch), in the units of the protocol. */
export interface BatchHeader {
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
  readonly codec: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  /** Milliseconds; records hold differences to it. */
  readonly baseTimestamp: bigint;
  /** The broker's time for all records of the batch; null when records have their own. */
  readonly appendTimestamp: bigint | null;
  readonly producerId: bigint;
  readonly recordCount: number;
}

/** One batch, its framing read and nothing else. */
export interface FramedBatch {
  readonly firstOffset: bigint;
  readonly magic: number;
  readonly crc: number;
  /** What the CRC covers. */
  readonly body: Buffer;
}

/** First offset (8 bytes) and length (4). */
const FRAME = 12;
/** Leader epoch (4), magic (1) and CRC (4). */
const BEFORE_BODY = 9;
const SMALLEST_BODY = 40;
export const MAGIC = 2;

const CODEC = 0x07;
const APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** The next batch. Null at the end: a fetch may cut its last batch short. @throws RangeError for an impossible length */
export function frame(reader: ByteReader): FramedBatch | null {
  if (reader.left < FRAME + BEFORE_BODY) return null;
  const firstOffset = reader.int64();
  const length = reader.int32();
  if (length < BEFORE_BODY) throw new RangeError(`a batch of ${length} bytes`);
  if (length > reader.left) return null;
  const batch = new ByteReader(reader.bytes(length));
  batch.int32();
  return { firstOffset, magic: batch.int8(), crc: batch.int32(), body: batch.rest() };
}

/** Where the next batch begins, also when the fetch has cut it short; null at the end. It moves nothing. */
export function nextFirstOffset(reader: ByteReader): bigint | null {
  const { position } = reader;
  if (reader.left < 8) return null;
  const offset = reader.int64();
  reader.position = position;
  return offset;
}

export const isIntact = ({ crc, body }: FramedBatch): boolean => crc32c.buf(body) === crc;

/** Moves the reader of the body to the records. @throws RangeError when the body is too short. */
export function headerOf({ firstOffset }: FramedBatch, body: ByteReader): BatchHeader {
  if (body.left < SMALLEST_BODY) throw new RangeError('the header of the batch is cut short');
  const attributes = body.int16();
  const lastOffset = firstOffset + BigInt(body.int32());
  const baseTimestamp = body.int64();
  const maxTimestamp = body.int64();
  const producerId = body.int64();
  body.int16();
  body.int32();
  return {
    firstOffset,
    lastOffset,
    codec: attributes & CODEC,
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
    baseTimestamp,
    appendTimestamp: (attributes & APPEND_TIME) !== 0 ? maxTimestamp : null,
    producerId,
    recordCount: body.int32(),
  };
}
