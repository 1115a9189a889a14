/** Forgets the entries that were put in first until at most so many are left. Returns how many it forgot. */
export function keepNewest<Key>(entries: Map<Key, unknown> | Set<Key>, most: number): number {
  const tooMany = Math.max(0, entries.size - most);
  if (tooMany === 0) return 0;
  for (const oldest of entries.keys()) {
    if (entries.size <= most) break;
    entries.delete(oldest);
  }
  return tooMany;
}
