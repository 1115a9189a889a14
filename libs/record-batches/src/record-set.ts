import {
  frame,
  type FramedBatch,
  type BatchHeader,
  headerOf,
  isIntact,
  MAGIC,
  nextFirstOffset,
} from './batch-header.js';
import { ByteReader } from './byte-reader.js';
import { recordsOf } from './records.js';
import { unpack } from './unpack.js';
import { UnpacksTooLargeError } from './unpack.errors.js';
import { type FetchedMessage, standIn, type UnreadReason } from './unread.js';

/** What one fetch brought of one partition. */
export interface RecordSet {
  readonly bytes: Buffer;
  /** Why the broker sent no bytes. */
  readonly failure?: string | null;
  readonly fetchOffset: bigint;
  /** Where the log ends. */
  readonly highWatermark: bigint;
  readonly aborted: readonly AbortedTransaction[];
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** A batch that nobody can read. Its partition waits before it. */
export interface UnreadableBatch {
  readonly firstOffset: bigint;
  /** Inclusive. */
  readonly lastOffset: bigint;
  /**
   * `crc-mismatch`: its bytes have changed since its producer sent them. `batch-undecodable`: they are no records.
   * `broker-cannot-read`: Kafka itself gives none of it.
   */
  readonly code: 'crc-mismatch' | 'batch-undecodable' | 'broker-cannot-read';
  readonly reason: string;
}

export interface ReadRecordSet {
  readonly messages: readonly FetchedMessage[];
  /** Kafka has nothing more before this offset: the position moves here, past markers and holes. */
  readonly nextOffset: bigint;
  /** Stands at `nextOffset`. */
  readonly unreadable: UnreadableBatch | null;
}

/**
 * A batch of a well-behaved producer unpacks to 1 MB at most, one event of ours to 64 kB. It is no setting: audit's chain
 * says of each record whether it was too large, and must say the same when it is built again.
 */
export const LARGEST_BATCH = 8 * 1024 * 1024;
/** The same for a batch of many tiny records. No valid events of ours are so many in 8 MB. */
export const LARGEST_COUNT = 20_000;
/**
 * More of a partition comes with its next fetch, and so does the rest of a batch of stand-ins: its neighbours wait until
 * all is handled that came with them.
 */
export const MOST_RECORDS = 1_000;
const MOST_BYTES = 1024 * 1024;

/** What all partitions of one reply may still bring, unpacked. Only its last batch may go beyond. */
export class Room {
  private bytes = LARGEST_BATCH;
  private records = LARGEST_COUNT;

  get isLeft(): boolean {
    return this.bytes > 0 && this.records > 0;
  }

  take(records: number, bytes: number): void {
    this.records -= records;
    this.bytes -= bytes;
  }
}

/** Reads the batches of a fetch. It never throws: where it cannot go on, the result says why. */
export async function readRecordSet(set: RecordSet, room = new Room()): Promise<ReadRecordSet> {
  const reading = new Reading(set, room);
  await reading.run();
  return reading;
}

class Reading implements ReadRecordSet {
  readonly messages: FetchedMessage[] = [];
  nextOffset: bigint;
  unreadable: UnreadableBatch | null = null;
  private unpackedBytes = 0;
  private readonly reader: ByteReader;
  private readonly aborted: AbortedTransaction[];
  private readonly abortedProducers = new Set<bigint>();

  constructor(
    private readonly set: RecordSet,
    private readonly room: Room,
  ) {
    this.nextOffset = set.fetchOffset;
    this.reader = new ByteReader(set.bytes);
    this.aborted = [...set.aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  }

  async run(): Promise<void> {
    const { reader, nextOffset } = this;
    const { failure } = this.set;
    if (failure) return void this.stopBefore(nextOffset, nextOffset, 'broker-cannot-read', failure);
    try {
      let batch = frame(reader);
      // Kafka cuts any batch short but the first one.
      if (!batch && reader.left > 0) throw new RangeError('the first batch is longer than the fetch');
      for (; batch && this.hasRoom(); batch = frame(reader)) {
        const { messages, unpackedBytes } = this;
        const before = messages.length;
        const goesOn = await this.readBatch(batch);
        this.room.take(messages.length - before, this.unpackedBytes - unpackedBytes);
        if (!goesOn) return;
      }
    } catch (error) {
      this.stopBefore(this.nextOffset, this.nextOffset, 'batch-undecodable', error);
    }
  }

  private hasRoom(): boolean {
    return this.messages.length < MOST_RECORDS && this.unpackedBytes < MOST_BYTES && this.room.isLeft;
  }

  /** False: go no further. */
  private async readBatch(batch: FramedBatch): Promise<boolean> {
    const body = new ByteReader(batch.body);
    let header: BatchHeader | undefined;
    try {
      if (batch.magic !== MAGIC) throw new RangeError(`a batch of format ${batch.magic}`);
      header = headerOf(batch, body);
      if (!isIntact(batch))
        return this.stopAt(header, 'crc-mismatch', 'the CRC of the batch does not match its bytes');
      // The CRC does not cover the first offset.
      const isFirst = this.nextOffset === this.set.fetchOffset;
      if (header.lastOffset < header.firstOffset || (header.firstOffset < this.nextOffset && !isFirst))
        throw new RangeError(
          `offsets ${header.firstOffset} to ${header.lastOffset} after ${this.nextOffset}`,
        );
      if (header.lastOffset < this.nextOffset) return true;
      return await this.readIntact(header, body);
    } catch (error) {
      const { firstOffset } = batch;
      return this.stopAt(header ?? { firstOffset, lastOffset: firstOffset }, 'batch-undecodable', error);
    }
  }

  private async readIntact(header: BatchHeader, body: ByteReader): Promise<boolean> {
    const { firstOffset, lastOffset, codec } = header;
    const unread = this.unreadBatch(header, body);
    if (unread) return this.takeStandIns(header, unread);
    if (lastOffset - firstOffset >= LARGEST_COUNT) return this.takeStandIns(header, 'too-large');
    try {
      const unpacked = await unpack(codec, body.rest(), LARGEST_BATCH);
      this.unpackedBytes += unpacked.length;
      // All or none, wherever the fetch begins: all readers must agree about a batch whose last record is damaged.
      this.messages.push(...recordsOf(header, unpacked, this.nextOffset));
      this.nextOffset = lastOffset + 1n;
      return true;
    } catch (error) {
      if (!(error instanceof UnpacksTooLargeError)) throw error;
      this.unpackedBytes += LARGEST_BATCH;
      return this.takeStandIns(header, 'too-large');
    }
  }

  /** Kafka's own rule: a transaction is aborted from its first offset to its marker. */
  private unreadBatch(header: BatchHeader, body: ByteReader): UnreadReason | null {
    while (this.aborted[0] && this.aborted[0].firstOffset <= header.lastOffset)
      this.abortedProducers.add(this.aborted.shift()!.producerId);
    if (header.isControl) {
      if (isAbortMarker(header, body)) this.abortedProducers.delete(header.producerId);
      return 'control';
    }
    return header.isTransactional && this.abortedProducers.has(header.producerId) ? 'aborted' : null;
  }

  private takeStandIns(
    { firstOffset, lastOffset, baseTimestamp }: BatchHeader,
    unread: UnreadReason,
  ): boolean {
    let offset = firstOffset > this.nextOffset ? firstOffset : this.nextOffset;
    for (; offset <= lastOffset && this.messages.length < MOST_RECORDS; offset++)
      this.messages.push(standIn(offset, baseTimestamp, unread));
    this.nextOffset = offset;
    return offset > lastOffset;
  }

  /** The header of a damaged batch may say anything, so it ends where the next batch begins, or the log ends. */
  private stopAt(
    { firstOffset, lastOffset }: Pick<BatchHeader, 'firstOffset' | 'lastOffset'>,
    code: UnreadableBatch['code'],
    cause: unknown,
  ): false {
    const { nextOffset, set, reader } = this;
    const isAhead = (offset: bigint) => offset > nextOffset && offset <= set.highWatermark;
    const follower = nextFirstOffset(reader);
    const end = [follower, lastOffset + 1n, set.highWatermark].find(
      (offset) => offset !== null && isAhead(offset),
    );
    const last = (end ?? nextOffset + 1n) - 1n;
    const first = firstOffset >= 0n && firstOffset <= last ? firstOffset : nextOffset;
    return this.stopBefore(first, last, code, cause);
  }

  private stopBefore(
    firstOffset: bigint,
    lastOffset: bigint,
    code: UnreadableBatch['code'],
    cause: unknown,
  ): false {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.unreadable = { firstOffset, lastOffset, code, reason };
    return false;
  }
}

/** The key of a marker: its version, and 0 for abort or 1 for commit, 16 bits each. Compaction empties old markers. */
function isAbortMarker({ recordCount }: BatchHeader, body: ByteReader): boolean {
  if (recordCount < 1) return false;
  const record = new ByteReader(body.bytes(body.varInt()));
  record.int8();
  record.varLong();
  record.varInt();
  const key = record.varBytes();
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
}
