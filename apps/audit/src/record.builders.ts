import type { LogRecord } from '@peaje/contracts';
import type { SqlSession } from '@peaje/messaging';
import { readChain, type StoredEntry } from './chain.sql.js';

/** For specs: a record as Kafka delivers it. Its value names its offset. */
export const recordAt = (offset: number, changes: Partial<LogRecord> = {}): LogRecord => ({
  topic: 'charges.decided',
  partition: 0,
  offset: BigInt(offset),
  timestampMs: 1_795_000_000_000n + BigInt(offset),
  key: Buffer.from('acc_rich'),
  value: Buffer.from(`{"n":${offset}}`),
  headers: [
    ['ce_type', Buffer.from('peaje.charge.approved.v1')],
    ['ce_subject', Buffer.from(`charge-${offset}`)],
  ],
  ...changes,
});

/** For specs: `count` records of one partition, from its beginning. */
export const recordsOf = (partition: number, count: number): LogRecord[] =>
  Array.from({ length: count }, (_, offset) => recordAt(offset, { partition }));

/** For specs: a whole chain, as it is stored. */
export const storedChain = (session: SqlSession, chain: string): Promise<StoredEntry[]> =>
  readChain(session, { chain, afterSeq: 0n, limit: 10_000 });
