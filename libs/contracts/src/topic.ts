import { z } from 'zod';
import { decodeEnvelope, encodeEvent, type Event } from './envelope.js';

type EventSchemas = Readonly<Record<string, z.ZodType>>;

/** One topic: its readers, its writers and its events. */
export interface TopicContract<Schemas extends EventSchemas = EventSchemas> {
  readonly name: string;
  readonly cleanup: 'keep' | 'compact';
  /** Durable consumer groups; each has a dead-letter topic, see `deadLetterTopic`. */
  readonly groups: readonly string[];
  /** The services that write it. `every-reader`: each service that reads a topic. */
  readonly writers: readonly string[] | 'every-reader';
  /** The field of the data that is the record key. A record with another key is not trusted. */
  readonly key: string;
  readonly events: Schemas;
  /** Fields of the data that are personal: operators do not see them. */
  readonly personal?: readonly string[];
}

type DataOf<Schemas extends EventSchemas, Type extends keyof Schemas> = z.infer<Schemas[Type]>;

/** The union of a topic's events, discriminated by `type`. */
export type EventOf<T extends TopicContract> = {
  [Type in keyof T['events'] & string]: Event<Type, DataOf<T['events'], Type>>;
}[keyof T['events'] & string];

/** A compacted topic's record without a value: its key is gone. */
export interface Tombstone {
  readonly type: 'tombstone';
  readonly key: string;
}

export const defineTopic = <const Schemas extends EventSchemas>(
  topic: TopicContract<Schemas> & { readonly key: keyof DataOf<Schemas, keyof Schemas> },
): TopicContract<Schemas> => topic;

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
  return { key: keyOf(topic, data), ...encodeEvent({ ...event, data }) };
}

export type Decoded<E> =
  | { readonly outcome: 'event'; readonly event: E }
  | { readonly outcome: 'unknown-type'; readonly type: string }
  | { readonly outcome: 'undecodable'; readonly code: UndecodableCode; readonly reason: string };

type UndecodableCode =
  'not-a-cloud-event' | 'unknown-version' | 'invalid-data' | 'key-mismatch' | 'too-large';

export const undecodable = (code: UndecodableCode, reason: string) =>
  ({ outcome: 'undecodable', code, reason }) as const;

/** Decodes and checks a record. It never throws: a broken record is a result like any other. */
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
  if (keyOf(topic, data.data) !== record.key)
    return undecodable('key-mismatch', `the record key is not the ${topic.key} of the data`);
  return { outcome: 'event', event: { ...event, data: data.data } as EventOf<T> };
}

const keyOf = ({ key }: TopicContract, data: unknown): string => (data as Record<string, string>)[key]!;

/** `hasOwn`, because a foreign type could be called `constructor`. */
const schemaOf = (topic: TopicContract, type: string): z.ZodType | undefined =>
  Object.hasOwn(topic.events, type) ? topic.events[type] : undefined;

const unversioned = (type: string): string => type.replace(/\.v\d+$/, '');

function isOtherVersion(topic: TopicContract, type: string): boolean {
  return Object.keys(topic.events).some((known) => unversioned(known) === unversioned(type));
}

/** Names paths and rules only: a value may be personal, and reasons are logged. */
function describe(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map((i) => `${i.path.join('.') || 'event'}: ${i.code}`).join('; ');
  return error instanceof SyntaxError ? 'value is not JSON' : 'not a CloudEvent';
}
