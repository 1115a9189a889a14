import { useFeed, type FeedRecord } from '../feed/store.js';

const isSame = (one: FeedRecord, other: FeedRecord): boolean =>
  one.offset === other.offset && one.partition === other.partition && one.topic === other.topic;

/** What the list has more than it had. All of it, when the last known record is no longer in it. */
export const addedSince = (
  records: readonly FeedRecord[],
  last: FeedRecord | undefined,
): readonly FeedRecord[] =>
  last ? records.slice(records.findLastIndex((record) => isSame(record, last)) + 1) : records;

/** Calls with the records that come from now on. The answer ends it. */
export const onNewRecords = (take: (records: readonly FeedRecord[]) => void): (() => void) => {
  let last = useFeed.getState().records.at(-1);
  // The first list has what was before the page.
  let live = useFeed.getState().counters !== null;
  return useFeed.subscribe(({ records, counters }) => {
    const added = live && records.at(-1) !== last ? addedSince(records, last) : [];
    last = records.at(-1) ?? last;
    live ||= counters !== null;
    if (added.length > 0) take(added);
  });
};
