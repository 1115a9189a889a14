import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';
import { stockSpread } from './stock.js';

const asked = { id: 'shop-64-p99', unit: 'ms', better: 'lower', goal: 0.5, stretch: 0.3 } as const;

export const shop64P99: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'p99 of 64 callers / stock' },
      results.spread(shop, 'peaje', ({ many }) => many.p99),
      stockSpread(results, asked.better, ({ many }) => many.p99),
    ),
  ],
};
