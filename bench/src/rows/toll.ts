import { toll } from '../experiments/toll.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'toll', unit: 'passages/s', better: 'higher', goal: 0.5, stretch: 0.7 } as const;

export const tollRow: Row = {
  id: asked.id,
  experiments: [toll],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'single passages, 64 callers, consumers stopped / the route without storage' },
      results.spread(toll, 'peaje-pos', ({ perSecond }) => perSecond),
      results.spread(toll, 'without-storage', ({ perSecond }) => perSecond),
    ),
  ],
};
