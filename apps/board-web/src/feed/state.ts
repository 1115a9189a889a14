import type { FeedData, FeedEventName } from '@peaje/contracts';

export type FeedRecord = FeedData<'record'>;
export type Partition = FeedData<'partitions'>['items'][number];
export type Group = FeedData<'groups'>['items'][number];

/** An event of the stream with its name: what the reducers take. */
export type FeedEvent = {
  [Name in FeedEventName]: { readonly name: Name; readonly data: FeedData<Name> };
}[FeedEventName];

/** `since`: when this state of the connection began, as of `Date.now()`. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'reconnecting';
  readonly since: number;
}

/** What happened, as a key of the words and its values. */
export interface LogLine {
  readonly id: string;
  readonly at: string;
  readonly words: { readonly key: string; readonly values: Record<string, string | number> };
  /** The path of the view that shows what the line speaks of. */
  readonly to: string;
  readonly tone: 'plain' | 'good' | 'bad' | 'warn';
}

/** A line before it has its number and its time. */
export type NewLine = Omit<LogLine, 'id' | 'at'>;

/** The lag of each group at a time. */
export interface LagPoint {
  readonly atMs: number;
  readonly lags: Readonly<Record<string, number>>;
}

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
  /** How far groups were behind, oldest first. */
  readonly lags: readonly LagPoint[];
  /** The last ones, oldest first. */
  readonly records: readonly FeedRecord[];
  /** Oldest first. */
  readonly log: readonly LogLine[];
}

export const nothingYet = (nowMs: number): FeedState => ({
  connection: { state: 'connecting', since: nowMs },
  reading: null,
  partitions: null,
  groups: null,
  brokers: null,
  services: null,
  deadLetters: null,
  counters: null,
  sampled: null,
  lags: [],
  records: [],
  log: [],
});
