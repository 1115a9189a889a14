import { createHash } from 'node:crypto';
import type { Header, LogRecord } from './log-record.js';

/** The end of a chain: the number of its last entry, and the hash over all of them. */
export interface Head {
  readonly seq: bigint;
  readonly offset: bigint;
  readonly hash: Buffer;
}

export interface ChainedEntry {
  readonly seq: bigint;
  readonly record: LogRecord;
  readonly hash: Buffer;
}

export const EMPTY_CHAIN: Head = { seq: 0n, offset: -1n, hash: Buffer.alloc(32) };

/** Distinguishes a null key or value from an empty one. No record is this long. */
const NULL_LENGTH = 0xffff_ffff;

export const chainOf = ({ topic, partition }: Pick<LogRecord, 'topic' | 'partition'>): string =>
  `${topic}/${partition}`;

/**
 * The bytes that are hashed. Every part carries its length, so two different records never have the same bytes.
 * Everybody can build them from the topic with any Kafka client.
 */
export function canonicalBytes(record: LogRecord): Buffer {
  const headers = sortedHeaders(record.headers);
  return Buffer.concat([
    lengthPrefixed(Buffer.from(record.topic)),
    int32(record.partition),
    int64(record.offset),
    int64(record.timestampMs),
    lengthPrefixed(record.key),
    lengthPrefixed(record.value),
    int32(headers.length),
    ...headers.flatMap(([name, value]) => [lengthPrefixed(Buffer.from(name)), lengthPrefixed(value)]),
  ]);
}

/** By the bytes of the name, because Kafka clients do not agree on an order of names. Equal names keep their order. */
export function sortedHeaders(headers: readonly Header[]): Header[] {
  return [...headers].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export const hashAfter = (previous: Buffer, bytes: Buffer): Buffer =>
  createHash('sha256').update(previous).update(bytes).digest();

/** The digest of one record alone, in hex: that a copy of it has the same bytes. */
export const digestOf = (record: LogRecord): string =>
  createHash('sha256').update(canonicalBytes(record)).digest('hex');

export type Verdict =
  | { readonly intact: true; readonly head: Head }
  | {
      readonly intact: false;
      readonly seq: bigint;
      readonly problem: 'seq' | 'offset' | 'hash';
      /** The last entry up to which the chain holds. */
      readonly head: Head;
    };

/**
 * Reads entries in order of `seq` and names the first that does not fit the one before it. `from` is the head of an
 * earlier page. A chain whose last entries are gone is still intact: compare its head with a signed one.
 */
export function verifyChain(entries: Iterable<ChainedEntry>, from: Head = EMPTY_CHAIN): Verdict {
  let head = from;
  for (const { seq, record, hash } of entries) {
    const held = head;
    const broken = (problem: 'seq' | 'offset' | 'hash') =>
      ({ intact: false, seq, problem, head: held }) as const;
    if (seq !== head.seq + 1n) return broken('seq');
    if (record.offset <= head.offset) return broken('offset');
    if (!hash.equals(hashAfter(head.hash, canonicalBytes(record)))) return broken('hash');
    head = { seq, offset: record.offset, hash };
  }
  return { intact: true, head };
}

function lengthPrefixed(bytes: Buffer | null): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(bytes === null ? NULL_LENGTH : bytes.length);
  return bytes === null ? prefix : Buffer.concat([prefix, bytes]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
