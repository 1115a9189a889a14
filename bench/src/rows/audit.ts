import { record } from '../experiments/record.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'audit', unit: 'entries/s', better: 'higher' } as const;

export const audit: Row = {
  id: asked.id,
  experiments: [record],
  ratios: (results) => {
    const perSecond = (arm: string) => results.spread(record, arm, (sample) => sample.perSecond);
    return [
      ratioOf(
        { ...asked, name: 'catching up / COPY of the same rows', goal: 0.4, stretch: 0.6 },
        perSecond('peaje-append'),
        perSecond('copy'),
      ),
      ratioOf(
        { ...asked, name: 'verify / catching up', goal: 3, stretch: 10 },
        perSecond('peaje-verify'),
        perSecond('peaje-append'),
      ),
    ];
  },
};
