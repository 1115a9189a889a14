import { behind } from '../experiments/behind.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'behind', unit: 'ms', better: 'lower', goal: 2, stretch: 1.3 } as const;

export const behindRow: Row = {
  id: asked.id,
  experiments: [behind],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'p99 of 16 callers with passages waiting / with none' },
      results.spread(behind, 'peaje-waiting', ({ p99 }) => p99),
      results.spread(behind, 'peaje-none', ({ p99 }) => p99),
    ),
  ],
};
