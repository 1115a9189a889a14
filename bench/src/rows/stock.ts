import { type Measured } from '../experiments/purchases.js';
import type { Results } from '../experiments/results.js';
import { shop } from '../experiments/shop.js';
import type { Spread } from '../measure/spread.js';
import type { Ratio } from './row.js';

const SETTINGS = ['stock', 'stock-concurrent'] as const;

/** The one of stock's two settings that does better by this measure: each row has the harder reference. */
export function stockSpread(
  results: Results,
  better: Ratio['better'],
  pick: (sample: { readonly many: Measured; readonly one: Measured }) => number,
): Spread | null {
  const spreads = SETTINGS.flatMap((arm) => results.spread(shop, arm, pick) ?? []);
  const sign = better === 'higher' ? -1 : 1;
  return spreads.toSorted((a, b) => sign * (a.median - b.median))[0] ?? null;
}
