import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'shop-64', unit: 'answers/s', better: 'higher', goal: 2, stretch: 3 } as const;

export const shop64: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: '64 callers / stock' },
      results.spread(shop, 'peaje', ({ many }) => many.perSecond),
      results.spread(shop, 'stock-concurrent', ({ many }) => many.perSecond),
    ),
  ],
};
