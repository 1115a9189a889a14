import type { ChargeDigest } from '@peaje/contracts';
import type { FeedRecord } from '../feed/store.js';

const MOST = 8;

/** Another charge that this one can be compared with: the newest first, each once, those of the other kind only. Pure. */
export function candidates(
  records: readonly FeedRecord[],
  kind: ChargeDigest['kind'],
): { readonly charge: ChargeDigest; readonly at: string }[] {
  const found = new Map<string, { charge: ChargeDigest; at: string }>();
  for (let n = records.length - 1; n >= 0 && found.size < MOST; n--) {
    const { charge, time, recordedAt } = records[n]!;
    if (charge && charge.kind !== kind && !found.has(charge.id))
      found.set(charge.id, { charge, at: time ?? recordedAt });
  }
  return [...found.values()];
}
