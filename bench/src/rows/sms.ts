import { shop } from '../experiments/shop.js';
import { texts } from '../experiments/texts.js';
import { ratioOf, type Row, valueOf } from './row.js';

const asked = { id: 'sms', better: 'higher', goal: 1, stretch: 2 } as const;
/** From the last answer to a till until every text is delivered. */
const REST = { id: 'sms', better: 'lower', unit: 's', goal: 5, stretch: 2 } as const;

export const sms: Row = {
  id: asked.id,
  experiments: [shop, texts],
  ratios: (results) => [
    ratioOf(
      { ...asked, unit: '/s', name: 'texts with a provider of 50 ms / charges of 64 callers' },
      results.spread(texts, 'peaje', ({ perSecond }) => perSecond),
      results.spread(shop, 'peaje', ({ many }) => many.perSecond),
    ),
    valueOf(
      { ...REST, name: 'after 64 callers have ended, until the last text is delivered' },
      results.spread(shop, 'peaje', ({ many }) => many.seconds - many.charges / many.perSecond),
    ),
  ],
};
