import { grown } from '../experiments/grown.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'grown', unit: 'answers/s', better: 'higher', goal: 0.85, stretch: 0.95 } as const;

export const grownRow: Row = {
  id: asked.id,
  experiments: [grown],
  ratios: (results) => [
    ratioOf(
      {
        ...asked,
        name: '64 callers with 1 000 000 charges and 100 000 accounts stored / with 10 000 accounts',
      },
      results.spread(grown, 'peaje-grown', ({ perSecond }) => perSecond),
      results.spread(grown, 'peaje-young', ({ perSecond }) => perSecond),
    ),
  ],
};
