import type { FeedData } from '@peaje/contracts';

export type Parked = FeedData<'dead-letters'>['items'][number];

/** It has something parked, as far as is known. Pure. */
export const hasParked = ({ heads, records }: Parked): boolean => heads.length + records > 0;

/** Those that have something parked, and those of which nobody knows it. Without any, nothing is parked. Pure. */
export const toBeShown = (items: readonly Parked[]): Parked[] =>
  items.filter((one) => hasParked(one) || !one.known);
