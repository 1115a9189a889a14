import { decisions } from '../experiments/decisions.js';
import { drain } from '../experiments/drain.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'sql', unit: 'charges/s', better: 'higher' } as const;

export const sql: Row = {
  id: asked.id,
  experiments: [decisions, drain],
  ratios: (results) => {
    const decided = results.spread(decisions, 'decisions', (sample) => sample.decided);
    return [
      ratioOf(
        { ...asked, name: 'decision SQL / COPY of the same rows', goal: 0.45, stretch: 0.6 },
        decided,
        results.spread(decisions, 'decisions', (sample) => sample.copied),
      ),
      ratioOf(
        { ...asked, name: 'drain / decision SQL alone', goal: 0.6, stretch: 0.8 },
        results.spread(drain, 'peaje-pair', ({ perSecond }) => perSecond),
        decided,
      ),
    ];
  },
};
