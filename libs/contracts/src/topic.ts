import { z } from 'zod';
import { decodeEnvelope, encodeEvent, type Event } from './envelope.js';

export type EventSchemas = Readonly<Record<string, z.ZodType>>;

/** One topic: who may read it, what may be in it. */
export interface TopicContract<Schemas extends EventSchemas = EventSchemas> {
  readonly name: string;
  readonly cleanup: 'keep' | 'compact';
  /** Durable consumer groups; each has a dead-letter topic `<topic>.<group>.dlq`. */
  readonly groups: readonly string[];
  readonly events: Schemas;
  /** Fields of its data that say something of a person: shown to nobody who only mends the machinery. */
  readonly personal?: readonly string[];
  /** The record key that the data asks for: a record whose key differs is not trusted. */
  keyOf(data: never): string;
}

type DataOf<Schemas extends EventSchemas, Type extends keyof Schemas> = z.infer<Schemas[Type]>;

/** The union of a topic's events, told apart by `type`. */
export type EventOf<T extends TopicContract> = {
  [Type in keyof T['events'] & string]: Event<Type, DataOf<T['events'], Type>>;
}[keyof T['events'] & string];

/** What a compacted topic says of a key that is gone. */
export interface Tombstone {
  readonly type: 'tombstone';
  readonly key: string;
}

export const defineTopic = <const Schemas extends EventSchemas>(
  topic: Omit<TopicContract<Schemas>, 'keyOf'> & {
    keyOf(data: DataOf<Schemas, keyof Schemas>): string;
  },
): TopicContract<Schemas> => topic as TopicContract<Schemas>;

export interface WireRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as it goes to Kafka. @throws ZodError when the data breaks the contract: our own fault. */
export function encode<T extends TopicContract>(
  topic: T,
  event: EventOf<T>,
): WireRecord & { key: string; value: string } {
  const schema = schemaOf(topic, event.type);
  if (!schema) throw new TypeError(`${topic.name} has no event ${event.type}`);
  const data = schema.parse(event.data);
  return { key: topic.keyOf(data as never), ...encodeEvent({ ...event, data }) };
}

export type Decoded<E> =
  | { readonly outcome: 'event'; readonly event: E }
  | { readonly outcome: 'unknown-type'; readonly type: string }
  | { readonly outcome: 'undecodable'; readonly code: UndecodableCode; readonly reason: string };

export type UndecodableCode =
  'not-a-cloud-event' | 'unknown-version' | 'invalid-data' | 'key-mismatch' | 'too-large';

export const undecodable = (code: UndecodableCode, reason: string) =>
  ({ outcome: 'undecodable', code, reason }) as const;

/** Never throws: what a record is, is an answer. */
export function decode<T extends TopicContract>(
  topic: T,
  record: WireRecord,
): Decoded<EventOf<T> | Tombstone> {
  if (record.value === null) {
    if (topic.cleanup !== 'compact' || record.key === null)
      return undecodable('not-a-cloud-event', 'record has no value');
    return { outcome: 'event', event: { type: 'tombstone', key: record.key } };
  }
  let event: Event;
  try {
    event = decodeEnvelope(record.headers, record.value);
  } catch (error) {
    return undecodable('not-a-cloud-event', describe(error));
  }
  const schema = schemaOf(topic, event.type);
  if (!schema) {
    return isOtherVersion(topic, event.type)
      ? undecodable('unknown-version', `no reader for ${event.type}`)
      : { outcome: 'unknown-type', type: event.type };
  }
  const data = schema.safeParse(event.data);
  if (!data.success) return undecodable('invalid-data', describe(data.error));
  if (topic.keyOf(data.data as never) !== record.key)
    return undecodable('key-mismatch', 'record key is not the one its data asks for');
  return { outcome: 'event', event: { ...event, data: data.data } as EventOf<T> };
}

/** Own events only: a type from outside could be called `constructor`. */
const schemaOf = (topic: TopicContract, type: string): z.ZodType | undefined =>
  Object.hasOwn(topic.events, type) ? topic.events[type] : undefined;

const unversioned = (type: string): string => type.replace(/\.v\d+$/, '');

function isOtherVersion(topic: TopicContract, type: string): boolean {
  return Object.keys(topic.events).some((known) => unversioned(known) === unversioned(type));
}

/** Paths and rules only: a value could be what must not be logged. */
function describe(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map((i) => `${i.path.join('.') || 'event'}: ${i.code}`).join('; ');
  return error instanceof SyntaxError ? 'value is not JSON' : 'not a CloudEvent';
}
