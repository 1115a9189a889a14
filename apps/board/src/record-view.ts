import { contentsView, shownText } from '@peaje/chassis';
import { contractOf, decodeRecord, type RecordView } from '@peaje/contracts';
import { recordTime, textOf } from '@peaje/kernel';
import type { FetchedRecord } from '@peaje/messaging';
import { TOO_LARGE } from '@peaje/record-batches';
import { envelopeOf } from './record-digest.js';

/** A record with its contents, as far as they may be shown. Pure. */
export function recordView(record: FetchedRecord): RecordView {
  const { topic, partition, offset, timestampMs, key } = record;
  return {
    topic,
    partition,
    offset: offset.toString(),
    recordedAt: recordTime(timestampMs),
    key: shownText(textOf(key)),
    type: shownText(envelopeOf(record).type),
    ...contentsView(record),
    undecodable: undecodable(record),
  };
}

function undecodable(record: FetchedRecord): RecordView['undecodable'] {
  if (record.unread === 'too-large') return TOO_LARGE;
  if (record.unread !== undefined) return { code: record.unread, reason: 'Kafka has no record there' };
  const contract = contractOf(record.topic);
  const decoded = contract && decodeRecord(contract, record);
  return decoded?.outcome === 'undecodable' ? { code: decoded.code, reason: decoded.reason } : null;
}
