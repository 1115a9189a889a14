import type { FeedData } from '@peaje/contracts';
import { create } from 'zustand';

export type FeedRecord = FeedData<'record'>;

export interface LogLine {
  readonly id: string;
  readonly at: string;
  readonly words: { readonly key: string; readonly values: Record<string, string | number> };
  /** The path of the view that shows what the line speaks of. */
  readonly to: string;
  readonly tone: 'plain' | 'good' | 'bad' | 'warn';
}

export interface FeedState {
  /** `since`: milliseconds, as of `Date.now()`. */
  readonly connection: { readonly state: 'connecting' | 'live' | 'reconnecting'; readonly since: number };
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
  /** Oldest first. */
  readonly log: readonly LogLine[];
}

export const useFeed = create<FeedState>()(() => ({
  connection: { state: 'connecting', since: Date.now() },
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
}));
