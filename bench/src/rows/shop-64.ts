import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';
import { stockSpread } from './stock.js';

const asked = { id: 'shop-64', unit: 'answers/s', better: 'higher', goal: 2, stretch: 3 } as const;

export const shop64: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: '64 callers / stock' },
      results.spread(shop, 'peaje', ({ many }) => many.perSecond),
      stockSpread(results, asked.better, ({ many }) => many.perSecond),
    ),
  ],
};
