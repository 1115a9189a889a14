import { textOf } from '@peaje/kernel';
import { cloudEventAttributes } from './envelope.js';
import type { LogRecord } from './log-record.js';
import {
  decode,
  undecodable,
  type Decoded,
  type EventOf,
  type Tombstone,
  type TopicContract,
  type WireRecord,
} from './topic.js';

type Contents = Pick<LogRecord, 'key' | 'value' | 'headers'>;

/** Our events are far smaller. The outcome of a larger one might not fit into a record of Kafka. */
const LARGEST_EVENT = 64 * 1024;
/** Our keys are far shorter. A longer one does not fit into an index, so it could not be parked. */
const LONGEST_KEY = 1024;

/** Decodes a record from its bytes. It never throws. */
export function decodeRecord<T extends TopicContract>(
  topic: T,
  record: Contents,
): Decoded<EventOf<T> | Tombstone> {
  const text = textRecordOf(record);
  if (!text) return undecodable('not-a-cloud-event', 'not UTF-8, or it has an attribute twice');
  const decoded = decode(topic, text);
  if (decoded.outcome === 'event' && isTooLarge(record))
    return undecodable('too-large', `over ${LARGEST_EVENT} bytes, or its key over ${LONGEST_KEY}`);
  return decoded;
}

/** Undefined when a part is not UTF-8, or an attribute stands twice. Headers outside the envelope are not read. */
function textRecordOf({ key, value, headers }: Contents): WireRecord | undefined {
  const [keyText, valueText] = [textOf(key), textOf(value)];
  if ((key !== null && keyText === null) || (value !== null && valueText === null)) return undefined;
  const found = new Map<string, string>();
  for (const [name, bytes] of headers) {
    if (!Object.hasOwn(cloudEventAttributes.shape, name)) continue;
    const text = textOf(bytes);
    if (text === null || found.has(name)) return undefined;
    found.set(name, text);
  }
  return { key: keyText, value: valueText, headers: Object.fromEntries(found) };
}

/** Readers make a dead letter of such a record. */
export function isTooLarge({ key, value, headers }: Contents): boolean {
  if ((key?.length ?? 0) > LONGEST_KEY) return true;
  const inHeaders = headers.reduce((sum, [name, bytes]) => sum + name.length + bytes.length, 0);
  return (value?.length ?? 0) + inHeaders > LARGEST_EVENT;
}
