import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';
import { stockSpread } from './stock.js';

const asked = { id: 'shop-pair', unit: 'answers/s', better: 'higher' } as const;

export const shopPair: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => {
    const perSecond = (arm: string) => results.spread(shop, arm, ({ many }) => many.perSecond);
    const ours = perSecond('peaje-pair');
    return [
      ratioOf(
        { ...asked, name: 'pos and debit alone, 64 callers / stock', goal: 2.5, stretch: 3.5 },
        ours,
        stockSpread(results, asked.better, ({ many }) => many.perSecond),
      ),
      ratioOf(
        { ...asked, name: 'pos and debit alone, 64 callers / bare', goal: 0.9, stretch: 1.2 },
        ours,
        perSecond('bare'),
      ),
    ];
  },
};
