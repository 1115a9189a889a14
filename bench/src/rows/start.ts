import { start } from '../experiments/start.js';
import { type Row, valueOf } from './row.js';

const asked = { id: 'start', unit: 's', better: 'lower' } as const;

export const startRow: Row = {
  id: asked.id,
  experiments: [start],
  ratios: (results) => [
    valueOf(
      { ...asked, name: 'npm start in a warm clone without data', goal: 12, stretch: 8 },
      results.spread(start, 'npm-start', ({ seconds }) => seconds),
    ),
    valueOf(
      { ...asked, name: 'demo data', goal: 3, stretch: 1 },
      results.spread(start, 'npm-start', ({ demoDataSeconds }) => demoDataSeconds),
    ),
  ],
};
