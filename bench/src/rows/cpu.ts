import { cpuOf } from '../experiments/purchases.js';
import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'cpu', unit: 'ms/charge', better: 'lower' } as const;

/** Without fake-twilio, which stands for the SMS provider, and until every lag is 0. */
export const cpu: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'CPU a charge, 64 callers / stock', goal: 0.5, stretch: 0.3 },
      results.spread(shop, 'peaje', ({ many }) => cpuOf(many)),
      results.spread(shop, 'stock-concurrent', ({ many }) => cpuOf(many)),
    ),
    ratioOf(
      { ...asked, name: 'CPU a charge, one caller / stock', goal: 1.3, stretch: 1 },
      results.spread(shop, 'peaje', ({ one }) => cpuOf(one)),
      results.spread(shop, 'stock-concurrent', ({ one }) => cpuOf(one)),
    ),
  ],
};
