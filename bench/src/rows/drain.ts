import { drain } from '../experiments/drain.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'drain', unit: 'charges/s', better: 'higher' } as const;
const REFERENCES = [
  { arm: 'stock', goal: 80, stretch: 120 },
  { arm: 'stock-concurrent', goal: 45, stretch: 70 },
  { arm: 'bare', goal: 0.7, stretch: 0.9 },
] as const;

export const drainRow: Row = {
  id: asked.id,
  experiments: [drain],
  ratios: (results) => {
    const perSecond = (arm: string) => results.spread(drain, arm, (sample) => sample.perSecond);
    return REFERENCES.map(({ arm, goal, stretch }) =>
      ratioOf(
        { ...asked, name: `debit and pos / ${arm}`, goal, stretch },
        perSecond('peaje-pair'),
        perSecond(arm),
      ),
    );
  },
};
