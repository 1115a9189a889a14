import type { FeedData, FeedEventName } from '@peaje/contracts';

export type FeedRecord = FeedData<'record'>;
export type Partition = FeedData<'partitions'>['items'][number];
export type Group = FeedData<'groups'>['items'][number];

/** An event of the stream with its name: what the reducers take. */
export type FeedEvent = {
  [Name in FeedEventName]: { readonly name: Name; readonly data: FeedData<Name> };
}[FeedEventName];

/** `since`: when this state of the connection began. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'reconnecting';
  readonly since: string;
}

/** What happened, as a key of the words and its values; `to` is the path of what it speaks of. */
export interface LogLine {
  readonly id: number;
  readonly at: string;
  readonly words: { readonly key: string; readonly values: Readonly<Record<string, string | number>> };
  readonly to: string;
  readonly tone: 'plain' | 'good' | 'bad' | 'warn';
}

/** A line before it has its number and its time. */
export type NewLine = Omit<LogLine, 'id' | 'at'>;

/** Null: no event has brought it yet. */
export interface FeedState {
  readonly connection: Connection;
  readonly reading: FeedData<'reading'> | null;
  readonly partitions: FeedData<'partitions'> | null;
  readonly groups: FeedData<'groups'> | null;
  readonly brokers: FeedData<'brokers'> | null;
  readonly services: FeedData<'services'> | null;
  readonly deadLetters: FeedData<'dead-letters'> | null;
  readonly counters: FeedData<'counters'> | null;
  readonly sampled: FeedData<'sampled'> | null;
  /** The last ones, oldest first. */
  readonly records: readonly FeedRecord[];
  /** The newest first. */
  readonly log: readonly LogLine[];
}

export const nothingYet = (now: string): FeedState => ({
  connection: { state: 'connecting', since: now },
  reading: null,
  partitions: null,
  groups: null,
  brokers: null,
  services: null,
  deadLetters: null,
  counters: null,
  sampled: null,
  records: [],
  log: [],
});
