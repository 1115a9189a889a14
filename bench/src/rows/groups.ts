import { shop } from '../experiments/shop.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'groups', unit: 'answers/s', better: 'higher', goal: 0.8, stretch: 0.9 } as const;

export const groups: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: '64 callers with audit and sms / without' },
      results.spread(shop, 'peaje', ({ many }) => many.perSecond),
      results.spread(shop, 'peaje-pair', ({ many }) => many.perSecond),
    ),
  ],
};
