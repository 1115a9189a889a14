import {
  decodeRecord,
  topics,
  type DeadLetterView,
  type LogRecord,
  type QueuePosition,
  type WholeDeadLetterView,
} from '@peaje/contracts';
import { jsonOrText, looksLikeCardNumber, recordTime, reviveExactly, textOf } from '@peaje/kernel';
import { deadLetterId, type ListedRecord } from '@peaje/messaging';

const CARD_NUMBER = '(card number)';
const PERSONAL = '(personal)';
/** Headers that our own envelope has: of a topic of people no other is shown. */
const OF_THE_ENVELOPE = /^(ce_[a-z]+|content-type|traceparent)$/;

/** A dead letter in a list. Whatever comes from the record itself could hold anything. Pure. */
export function deadLetterView(record: ListedRecord): DeadLetterView {
  const { topic, partition, offset, key, code, reason, attempts, since } = record;
  return {
    id: deadLetterId(record),
    topic,
    partition,
    offset: offset.toString(),
    key: shownText(textOf(key)),
    type: shownText(typeOf(record)),
    line: queuePosition(record),
    code,
    reason,
    attempts,
    since: since.toISOString(),
  };
}

/** The same with its contents, as far as they may be shown. Pure. */
export const wholeDeadLetterView = (record: ListedRecord): WholeDeadLetterView => ({
  ...deadLetterView(record),
  recordedAt: recordTime(record.timestampMs),
  ...contentsView(record),
});

/** What of a record's contents may be shown: card numbers and personal data are masked. Pure. */
export function contentsView(record: Contents): ValueView & Pick<WholeDeadLetterView, 'headers'> {
  const personal = topics.find(({ name }) => name === record.topic)?.personal;
  const headers = record.headers
    .map(([name, value]) => [shownText(name), shownText(textOf(value)) ?? ''] as const)
    .filter(([name]) => name !== null && (!personal || OF_THE_ENVELOPE.test(name)));
  return { headers: Object.fromEntries(headers) as Record<string, string>, ...valueView(record, personal) };
}

type Contents = Pick<LogRecord, 'topic' | 'key' | 'value' | 'headers'>;
type ValueView = Pick<WholeDeadLetterView, 'value' | 'masked'>;

function valueView(record: Contents, personal: readonly string[] | undefined): ValueView {
  const text = textOf(record.value);
  if (record.value === null) return { value: null, masked: null };
  if (text === null) return { value: null, masked: 'not-text' };
  if (personal) return { value: withoutPersonal(record, personal), masked: 'personal-data' };
  const value = jsonOrText(text);
  return looksLikeCardNumber(text)
    ? { value: withoutCardNumbers(value), masked: 'card-number' }
    : { value, masked: null };
}

/** Only of what is known to have its personal fields where the contract says; else nothing. */
function withoutPersonal(record: Contents, personal: readonly string[]): unknown {
  const contract = topics.find(({ name }) => name === record.topic)!;
  const decoded = decodeRecord(contract, record);
  if (decoded.outcome !== 'event' || !('data' in decoded.event)) return null;
  const known = decoded.event.data as Readonly<Record<string, unknown>>;
  const fields = Object.entries(known).map(([name, value]) => [
    name,
    personal.includes(name) ? PERSONAL : value,
  ]);
  return withoutCardNumbers(Object.fromEntries(fields));
}

function withoutCardNumbers(value: unknown): unknown {
  const masked = reviveExactly(JSON.stringify(value), (inner, written) =>
    looksLikeCardNumber(written) ? CARD_NUMBER : inner,
  );
  // As the name of a field, or in pieces.
  return looksLikeCardNumber(JSON.stringify(masked)) ? CARD_NUMBER : masked;
}

/** A text that comes from a record, unless it holds a card number. Pure. */
export const shownText = (text: string | null): string | null =>
  text !== null && looksLikeCardNumber(text) ? CARD_NUMBER : text;

const queuePosition = ({ isQueued, isHead }: ListedRecord): QueuePosition =>
  isQueued ? (isHead ? 'head' : 'behind') : 'none';

const typeOf = ({ headers, value }: ListedRecord): string | null =>
  textOf(headers.find(([name]) => name === 'ce_type')?.[1] ?? null) ?? (value === null ? 'tombstone' : null);
