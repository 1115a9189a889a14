import type { BatchHeader } from './batch-header.js';
import { ByteReader } from './byte-reader.js';
import { type FetchedMessage, standIn } from './unread.js';

/**
 * Reads the unpacked records of a batch in offset order, from `from` on, and a stand-in for each offset of the batch that
 * compaction has emptied. @throws RangeError when the bytes are not the records that the header announces.
 */
export function* recordsOf(header: BatchHeader, unpacked: Buffer, from: bigint): Generator<FetchedMessage> {
  const reader = new ByteReader(unpacked);
  if (header.recordCount < 0) throw new RangeError(`${header.recordCount} records`);
  let next = header.firstOffset;
  for (let read = 0; read < header.recordCount; read++) {
    const bytes = reader.bytes(reader.varInt());
    const record = new ByteReader(bytes);
    const attributes = record.int8();
    const timestampDelta = record.varLong();
    const offset = header.firstOffset + BigInt(record.varInt());
    if (offset < next || offset > header.lastOffset)
      throw new RangeError(`offset ${offset} in a batch of ${header.firstOffset} to ${header.lastOffset}`);
    yield* emptied(header, next > from ? next : from, offset);
    next = offset + 1n;
    if (offset < from) continue;
    const timestamp = header.appendTimestamp ?? BigInt.asIntN(64, header.baseTimestamp + timestampDelta);
    yield {
      offset: offset.toString(),
      timestamp: timestamp.toString(),
      attributes,
      key: record.varBytes(),
      value: record.varBytes(),
      headers: headersOf(record),
      isControlRecord: false,
    };
  }
  if (reader.left > 0) throw new RangeError(`${reader.left} bytes behind the last record`);
  yield* emptied(header, next > from ? next : from, header.lastOffset + 1n);
}

function* emptied({ baseTimestamp }: BatchHeader, from: bigint, to: bigint): Generator<FetchedMessage> {
  for (let offset = from; offset < to; offset++) yield standIn(offset, baseTimestamp, 'compacted');
}

/** A header that stands more than once has an array. It may have any name, `__proto__` included. */
function headersOf(record: ByteReader): FetchedMessage['headers'] {
  const count = record.varInt();
  if (count < 0 || count > record.left) throw new RangeError(`${count} headers`);
  const headers = new Map<string, Buffer | (Buffer | null)[] | null>();
  for (let read = 0; read < count; read++) {
    const name = record.bytes(record.varInt()).toString();
    const value = record.varBytes();
    const before = headers.get(name);
    if (before === undefined) headers.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else headers.set(name, [before, value]);
  }
  return Object.fromEntries(headers);
}
