import { merchants } from '../experiments/merchants.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'hot-dup', unit: 'charges/s', better: 'higher' } as const;

export const hotDup: Row = {
  id: asked.id,
  experiments: [merchants],
  ratios: (results) => {
    const perSecond = (arm: string) => results.spread(merchants, arm, (sample) => sample.perSecond);
    return [
      ratioOf(
        { ...asked, name: 'one hot merchant / twenty', goal: 0.95, stretch: 1 },
        perSecond('peaje-hot'),
        perSecond('peaje-uniform'),
      ),
      ratioOf(
        { ...asked, name: 'nothing but duplicates / first delivery', goal: 3, stretch: 6 },
        perSecond('peaje-again'),
        perSecond('peaje-hot'),
      ),
    ];
  },
};
