import { frame, type FramedBatch, type BatchHeader, headerOf, isIntact, MAGIC } from './batch-header.js';
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
/** The rest comes with the next fetch. */
export const MOST_RECORDS = 10_000;

/** Reads the batches of a fetch. It never throws: where it cannot go on, the result says why. */
export async function readRecordSet(set: RecordSet): Promise<ReadRecordSet> {
  const reading = new Reading(set);
  await reading.run();
  return reading;
}

class Reading implements ReadRecordSet {
  readonly messages: FetchedMessage[] = [];
  nextOffset: bigint;
  unreadable: UnreadableBatch | null = null;
  private unpackedBytes = 0;
  private readonly aborted: AbortedTransaction[];
  private readonly abortedProducers = new Set<bigint>();

  constructor(private readonly set: RecordSet) {
    this.nextOffset = set.fetchOffset;
    this.aborted = [...set.aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  }

  async run(): Promise<void> {
    const { bytes, failure } = this.set;
    if (failure) return void this.stopBefore(this.nextOffset, this.nextOffset, 'broker-cannot-read', failure);
    const reader = new ByteReader(bytes);
    try {
      for (let batch = frame(reader); batch && this.hasRoom(); batch = frame(reader))
        if (!(await this.readBatch(batch))) return;
    } catch (error) {
      this.stopBefore(this.nextOffset, this.nextOffset, 'batch-undecodable', error);
    }
  }

  private hasRoom(): boolean {
    return this.messages.length < MOST_RECORDS && this.unpackedBytes < LARGEST_BATCH;
  }

  /** False: go no further. */
  private async readBatch(batch: FramedBatch): Promise<boolean> {
    const body = new ByteReader(batch.body);
    let header: BatchHeader | undefined;
    try {
      header = headerOf(batch, body);
      if (batch.magic !== MAGIC) throw new RangeError(`a batch of format ${batch.magic}`);
      if (header.lastOffset < this.nextOffset) return true;
      if (!isIntact(batch))
        return this.stopAt(header, 'crc-mismatch', 'the CRC of the batch does not match its bytes');
      return await this.readIntact(header, body);
    } catch (error) {
      return header
        ? this.stopAt(header, 'batch-undecodable', error)
        : this.stopBefore(batch.firstOffset, batch.firstOffset, 'batch-undecodable', error);
    }
  }

  private async readIntact(header: BatchHeader, body: ByteReader): Promise<boolean> {
    const unread = this.unreadBatch(header, body);
    if (unread) return this.take(header, standInsOf(header, unread, this.nextOffset));
    const packed = body.rest();
    try {
      const unpacked = await unpack(header.codec, packed, LARGEST_BATCH);
      this.unpackedBytes += unpacked.length;
      return this.take(header, recordsOf(header, unpacked, this.nextOffset));
    } catch (error) {
      if (!(error instanceof UnpacksTooLargeError)) throw error;
      this.unpackedBytes += LARGEST_BATCH;
      return this.take(header, standInsOf(header, 'too-large', this.nextOffset));
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

  private take({ lastOffset }: BatchHeader, messages: Iterable<FetchedMessage>): boolean {
    const taken: FetchedMessage[] = [];
    let isWhole = true;
    for (const message of messages) {
      if (this.messages.length + taken.length >= MOST_RECORDS) {
        isWhole = false;
        break;
      }
      taken.push(message);
    }
    this.messages.push(...taken);
    this.nextOffset = isWhole ? lastOffset + 1n : BigInt(taken.at(-1)!.offset) + 1n;
    return isWhole;
  }

  private stopAt(header: BatchHeader, code: UnreadableBatch['code'], cause: unknown): false {
    const { firstOffset, lastOffset } = header;
    // The header of a damaged batch may say anything.
    return this.stopBefore(firstOffset, lastOffset < firstOffset ? firstOffset : lastOffset, code, cause);
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

function* standInsOf(header: BatchHeader, unread: UnreadReason, from: bigint): Generator<FetchedMessage> {
  const { firstOffset, lastOffset, baseTimestamp } = header;
  for (let offset = firstOffset > from ? firstOffset : from; offset <= lastOffset; offset++)
    yield standIn(offset, baseTimestamp, unread);
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
