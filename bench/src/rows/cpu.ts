import { cpuOf } from '../experiments/purchases.js';
import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';
import { stockSpread } from './stock.js';

const asked = { id: 'cpu', unit: 'ms/charge', better: 'lower' } as const;

/** Without fake-twilio, which stands for the SMS provider, and until every lag is 0. */
export const cpu: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'CPU a charge, 64 callers / stock', goal: 0.5, stretch: 0.3 },
      results.spread(shop, 'peaje', ({ many }) => cpuOf(many)),
      stockSpread(results, asked.better, ({ many }) => cpuOf(many)),
    ),
    ratioOf(
      { ...asked, name: 'CPU a charge, one caller / stock', goal: 1.3, stretch: 1 },
      results.spread(shop, 'peaje', ({ one }) => cpuOf(one)),
      stockSpread(results, asked.better, ({ one }) => cpuOf(one)),
    ),
  ],
};
