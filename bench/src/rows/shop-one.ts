import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';
import { stockSpread } from './stock.js';

const asked = { id: 'shop-one', unit: 'ms', better: 'lower', goal: 1, stretch: 0.8 } as const;

export const shopOne: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'p50 of one caller / stock' },
      results.spread(shop, 'peaje', ({ one }) => one.p50),
      stockSpread(results, asked.better, ({ one }) => one.p50),
    ),
  ],
};
