import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'shop-64-p99', unit: 'ms', better: 'lower', goal: 0.5, stretch: 0.3 } as const;

export const shop64P99: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'p99 of 64 callers / stock' },
      results.spread(shop, 'peaje', ({ many }) => many.p99),
      results.spread(shop, 'stock-concurrent', ({ many }) => many.p99),
    ),
  ],
};
