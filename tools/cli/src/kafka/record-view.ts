import { contractOf, decodeRecord } from '@peaje/contracts';
import { jsonOrText, recordTime, textOf } from '@peaje/kernel';
import { TOO_LARGE, type FetchedRecord } from '@peaje/record-batches';

/** A record for people: its decoded parts, and the reason when it cannot be decoded. */
export interface RecordView {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** Kafka's, or its sender's: then it may be milliseconds that are no time of the calendar. */
  readonly timestamp: string;
  readonly key: string | null;
  readonly type: string | null;
  /** The event's own time. */
  readonly time: string | null;
  /** Parsed when it is JSON, else text. Null for no value, and for bytes that are no UTF-8. */
  readonly value: unknown;
  /** Only for bytes that are no UTF-8. */
  readonly valueBase64?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The reason why readers of this topic reject it. Null: they accept it, or the topic has no contract. */
  readonly undecodable: { readonly code: string; readonly reason: string } | null;
}

/** It never throws: the view of an undecodable record has the reason. Pure. */
export function recordView(record: FetchedRecord): RecordView {
  const { topic, partition, offset, timestampMs } = record;
  const headers = Object.fromEntries(record.headers.map(([name, value]) => [name, value.toString()]));
  const key = record.key?.toString() ?? null;
  const text = textOf(record.value);
  const isTombstone = record.value === null && record.unread === undefined;
  return {
    topic,
    partition,
    offset: offset.toString(),
    timestamp: recordTime(timestampMs),
    key,
    type: headers['ce_type'] ?? (isTombstone ? 'tombstone' : null),
    time: headers['ce_time'] ?? null,
    value: text === null ? null : jsonOrText(text),
    ...(text === null && record.value !== null ? { valueBase64: record.value.toString('base64') } : {}),
    headers,
    undecodable: problemOf(record),
  };
}

/** The position of a record: `charges.requested/2@118`. */
export const positionText = (at: { topic: string; partition: number; offset: string | bigint }): string =>
  `${at.topic}/${at.partition}@${at.offset}`;

function problemOf(record: FetchedRecord): RecordView['undecodable'] {
  if (record.unread === 'skipped') return { code: 'batch-unreadable', reason: 'its batch cannot be read' };
  if (record.unread === 'too-large') return TOO_LARGE;
  const contract = contractOf(record.topic);
  if (!contract) return null;
  const decoded = decodeRecord(contract, record);
  if (decoded.outcome === 'undecodable') return { code: decoded.code, reason: decoded.reason };
  return null;
}
