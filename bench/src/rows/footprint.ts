import { memory, OBSERVED } from '../experiments/footprint.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'memory', unit: 'MB', better: 'lower', goal: 1.2, stretch: 1.05 } as const;

export const memoryRow: Row = {
  id: asked.id,
  experiments: [memory],
  ratios: (results) =>
    OBSERVED.map((service) =>
      ratioOf(
        { ...asked, name: `memory of ${service} after 1 000 000 messages / after 10 000` },
        results.spread(memory, 'peaje', ({ many }) => many[service] ?? NaN),
        results.spread(memory, 'peaje', ({ few }) => few[service] ?? NaN),
      ),
    ),
};
