import { shop } from '../experiments/shop.js';
import { type Row, valueOf } from './row.js';

const asked = { id: 'commits', unit: 'a charge', better: 'lower' } as const;

/** Of the whole system at 64 callers. */
export const commits: Row = {
  id: asked.id,
  experiments: [shop],
  ratios: (results) => [
    valueOf(
      { ...asked, name: 'commits that write', goal: 0.6, stretch: 0.3 },
      results.spread(shop, 'peaje', ({ many }) => many.counts.commits),
    ),
    valueOf(
      { ...asked, name: 'OffsetCommit requests', goal: 0.05, stretch: 0.02 },
      results.spread(shop, 'peaje', ({ many }) => many.counts.offsetCommits),
    ),
    valueOf(
      { ...asked, name: 'Produce requests', goal: 0.2, stretch: 0.1 },
      results.spread(shop, 'peaje', ({ many }) => many.counts.produce),
    ),
  ],
};
