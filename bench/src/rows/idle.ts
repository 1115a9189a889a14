import { idle } from '../experiments/idle.js';
import { type Row, valueOf } from './row.js';

const asked = { id: 'idle', better: 'lower' } as const;

export const idleRow: Row = {
  id: asked.id,
  experiments: [idle],
  ratios: (results) => [
    valueOf(
      { ...asked, name: 'CPU of the idle stack', unit: '% of a core', goal: 12, stretch: 6 },
      results.spread(idle, 'peaje', ({ percent }) => percent),
    ),
    valueOf(
      { ...asked, name: 'memory of the idle stack', unit: 'GB', goal: 1.5, stretch: 1.2 },
      results.spread(idle, 'peaje', ({ gigabytes }) => gigabytes),
    ),
  ],
};
