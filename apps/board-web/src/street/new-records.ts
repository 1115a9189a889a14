import { useFeed, type FeedRecord } from '../feed/store.js';

const isSame = (one: FeedRecord, other: FeedRecord): boolean =>
  one.offset === other.offset && one.partition === other.partition && one.topic === other.topic;

/** What the list has more than it had. Null: the last known record is no longer in it, so nobody knows. Pure. */
export const addedSince = (
  records: readonly FeedRecord[],
  last: FeedRecord | undefined,
): readonly FeedRecord[] | null => {
  if (!last) return records;
  const known = records.findLastIndex((record) => isSame(record, last));
  return known < 0 ? null : records.slice(known + 1);
};

/**
 * Calls with the records that come from now on. The answer ends it. After a gap of the feed the whole list may be old:
 * `afterGap` says whether it counts as new.
 */
export const onNewRecords = (
  take: (records: readonly FeedRecord[]) => void,
  afterGap: 'take-all' | 'take-none',
): (() => void) => {
  let last = useFeed.getState().records.at(-1);
  // The first list has what was before the page.
  let live = useFeed.getState().counters !== null;
  const sinceLast = (records: readonly FeedRecord[]) =>
    addedSince(records, last) ?? (afterGap === 'take-all' ? records : []);
  return useFeed.subscribe(({ records, counters }) => {
    const added = live && records.at(-1) !== last ? sinceLast(records) : [];
    last = records.at(-1) ?? last;
    live ||= counters !== null;
    if (added.length > 0) take(added);
  });
};
