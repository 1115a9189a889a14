import { ceilings } from '../experiments/ceilings.js';
import { decisions } from '../experiments/decisions.js';
import { toll } from '../experiments/toll.js';
import type { Row } from './row.js';

/** No ratio: a table of their own in docs/performance.md. */
export const ceilingsRow: Row = {
  id: 'ceilings',
  experiments: [ceilings, decisions, toll],
  ratios: () => [],
};
