import type { HolderChanged, HolderEvent, Tombstone } from '@peaje/contracts';

export interface HolderChanges {
  /** One an account, the newest. */
  readonly changed: readonly HolderChanged[];
  /** To be deleted first: who comes back after it begins with any version. */
  readonly gone: readonly string[];
}

/** Folds a batch in order to one change an account: a statement can change a row once. */
export function newestHolders(events: readonly (HolderEvent | Tombstone)[]): HolderChanges {
  const changed = new Map<string, HolderChanged>();
  const gone = new Set<string>();
  for (const event of events) {
    if (event.type === 'tombstone') {
      gone.add(event.key);
      changed.delete(event.key);
    } else {
      const { accountId, version } = event.data;
      if ((changed.get(accountId)?.version ?? 0) < version) changed.set(accountId, event.data);
    }
  }
  return { changed: [...changed.values()], gone: [...gone] };
}
