import type { FeedRecord } from '../feed/store.js';
import { isOutcome } from './road-dots.js';

/** The topics are read side by side, so a request can be in the list behind its decision. */
const isLater = (record: FeedRecord, known: FeedRecord): boolean =>
  isOutcome(record.charge!.status) && !isOutcome(known.charge!.status);

/** The last record of each of the newest charges, newest first. */
export const lastOfEach = (records: readonly FeedRecord[], most: number): readonly FeedRecord[] => {
  const found = new Map<string, FeedRecord>();
  for (const record of records.toReversed()) {
    if (!record.charge) continue;
    const known = found.get(record.charge.id);
    if (known ? isLater(record, known) : found.size < most) found.set(record.charge.id, record);
  }
  return [...found.values()];
};
