import { type LogRecord, decodeRecord, type TopicContract, topics } from '@peaje/contracts';
import { isoTime, jsonOrText, textOf } from '@peaje/kernel';

/** A record as it is shown: what could be read of it, and why the rest could not. */
export interface RecordView {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When Kafka got it, or its sender said so. */
  readonly timestamp: string;
  readonly key: string | null;
  readonly type: string | null;
  /** The event's own time. */
  readonly time: string | null;
  /** Parsed where it is JSON, else text; null for none, and for bytes that are no text. */
  readonly value: unknown;
  /** Only for bytes that are no text. */
  readonly valueBase64?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Why a reader of this topic would refuse it; null when it would not, or nothing is known of the topic. */
  readonly undecodable: { readonly code: string; readonly reason: string } | null;
}

/** The name of a dead-letter topic, and in it that of the topic where its records died. */
export const DEAD_LETTER_TOPIC = /^(.+)\.[^.]+\.dlq$/;

/** Never throws: what cannot be decoded is shown as what it is. Pure. */
export function recordView(record: LogRecord): RecordView {
  const { topic, partition, offset, timestampMs } = record;
  const headers = Object.fromEntries(record.headers.map(([name, value]) => [name, value.toString()]));
  const key = record.key?.toString() ?? null;
  const text = textOf(record.value);
  const isTombstone = record.value === null;
  return {
    topic,
    partition,
    offset: offset.toString(),
    timestamp: isoTime(timestampMs),
    key,
    type: headers['ce_type'] ?? (isTombstone ? 'tombstone' : null),
    time: headers['ce_time'] ?? null,
    value: text === null ? null : jsonOrText(text),
    ...(text === null && record.value !== null ? { valueBase64: record.value.toString('base64') } : {}),
    headers,
    undecodable: problemOf(record),
  };
}

/** `charges.requested/2@118`: where a record lies. */
export const place = (at: { topic: string; partition: number; offset: string | bigint }): string =>
  `${at.topic}/${at.partition}@${at.offset}`;

function problemOf(record: LogRecord): RecordView['undecodable'] {
  const contract = contractOf(record.topic);
  if (!contract) return null;
  const decoded = decodeRecord(contract, record);
  if (decoded.outcome === 'undecodable') return { code: decoded.code, reason: decoded.reason };
  return null;
}

/** A dead letter is a record of the topic where it died. */
function contractOf(topic: string): TopicContract | undefined {
  const origin = DEAD_LETTER_TOPIC.exec(topic)?.[1] ?? topic;
  return topics.find(({ name }) => name === origin);
}
