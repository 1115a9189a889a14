import { scaleOut } from '../experiments/scale-out.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'two-debits', unit: 'charges/s', better: 'higher', goal: 1.2, stretch: 1.5 } as const;

export const twoDebits: Row = {
  id: asked.id,
  experiments: [scaleOut],
  ratios: (results) => {
    const perSecond = (arm: string) => results.spread(scaleOut, arm, (sample) => sample.perSecond);
    return [
      ratioOf(
        { ...asked, name: 'two processes of debit / one, other services stopped' },
        perSecond('peaje-two-debits'),
        perSecond('peaje-one-debit'),
      ),
    ];
  },
};
