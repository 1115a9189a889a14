import type { HolderChanged, HolderEvent, Tombstone } from '@peaje/contracts';

export interface HolderChanges {
  /** The newest state of each account. */
  readonly changed: readonly HolderChanged[];
  /** Accounts to delete first: a holder who comes back afterwards may begin with any version. */
  readonly gone: readonly string[];
}

/** Folds a batch into one change an account, because one statement can change a row only once. Pure. */
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
