import { contractOf, decodeRecord, isKeyedByCard, type ChargeDigest, type FeedData } from '@peaje/contracts';
import { recordTime, textOf } from '@peaje/kernel';
import { shownText } from '@peaje/chassis';
import type { FetchedRecord } from '@peaje/messaging';
import type { Sight } from './sight.js';

/** What the envelope of a record says, as far as it can be read. */
interface Envelope {
  readonly type: string | null;
  readonly id: string | null;
  readonly time: string | null;
  readonly subject: string | null;
}

const ATTRIBUTES: Readonly<Record<string, keyof Envelope>> = {
  ce_type: 'type',
  ce_id: 'id',
  ce_time: 'time',
  ce_subject: 'subject',
};

/** Enough for counting, and most records of a load are only counted: ids and types of ours are ASCII. Pure. */
export function glanceAt({ headers }: FetchedRecord): Pick<Envelope, 'type' | 'subject'> {
  let type: string | null = null;
  let subject: string | null = null;
  for (const [name, bytes] of headers) {
    if (name === 'ce_type') type = bytes.toString('latin1');
    else if (name === 'ce_subject') subject = bytes.toString('latin1');
  }
  return { type, subject };
}

/** Pure. */
export function envelopeOf({ headers, value, unread }: FetchedRecord): Envelope {
  const found = { type: null, id: null, time: null, subject: null } as Record<keyof Envelope, string | null>;
  for (const [name, bytes] of headers) {
    const attribute = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (attribute !== undefined) found[attribute] = textOf(bytes);
  }
  if (found.type === null && value === null && unread === undefined) found.type = 'tombstone';
  return found;
}

/** A record as the stream tells it. Pure. */
export function feedRecordOf(record: FetchedRecord, envelope: Envelope, sight: Sight): FeedData<'record'> {
  const { topic, partition, offset, key, timestampMs } = record;
  const charge = chargeOf(record, sight);
  // The id of an event names what it is about, as its key does.
  const seesNames = !isKeyedByCard(topic) && (charge !== null || sight.isOfBank);
  return {
    topic,
    partition,
    offset: offset.toString(),
    key: seesNames ? told(textOf(key)) : null,
    type: told(envelope.type),
    id: seesNames ? told(envelope.id) : null,
    time: told(envelope.time),
    recordedAt: recordTime(timestampMs),
    charge,
  };
}

/** Ours are shorter. What a foreign record has may be as long as a record. */
const LONGEST_TEXT = 200;

function told(text: string | null): string | null {
  const shown = shownText(text);
  return shown !== null && shown.length > LONGEST_TEXT ? `${shown.slice(0, LONGEST_TEXT - 1)}…` : shown;
}

const OF_A_CHARGE = /^peaje\.charge\.([a-z-]+)\.v\d+$/;

/** Null: its topic has none, it cannot be decoded, or the board's key may not see it. Pure. */
export function chargeOf(record: FetchedRecord, sight: Sight): ChargeDigest | null {
  const contract = contractOf(record.topic);
  const decoded = contract && !contract.personal ? decodeRecord(contract, record) : undefined;
  if (decoded?.outcome !== 'event' || !('data' in decoded.event)) return null;
  const status = OF_A_CHARGE.exec(decoded.event.type)?.[1];
  if (status === undefined) return null;
  const { chargeId, kind, amount, merchantId } = decoded.event.data as ChargeData;
  if (!sight.seesChargesOf(merchantId)) return null;
  const { value, currency } = amount;
  return {
    id: chargeId,
    kind,
    status: status as ChargeDigest['status'],
    amount: { value, currency },
    merchantId,
  };
}

type ChargeData = Pick<ChargeDigest, 'kind' | 'amount' | 'merchantId'> & { readonly chargeId: string };
