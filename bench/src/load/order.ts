import type { Crowd } from '../stack/crowd.js';

/** What callers do, for the process that plays them. */
export interface LoadOrder {
  readonly url: string;
  /** `shop` waits for the decision; `toll` gets a 202. */
  readonly kind: 'shop' | 'toll';
  readonly callers: number;
  readonly seconds: number;
  readonly crowd: Crowd;
  readonly merchants: number;
}

export interface LoadResult {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** How many answers of each kind: `201 approved`, `503`. */
  readonly kinds: Readonly<Record<string, number>>;
}
