import { ceilings } from '../experiments/ceilings.js';
import { decisions } from '../experiments/decisions.js';
import type { Results } from '../experiments/results.js';
import { toll } from '../experiments/toll.js';
import type { Spread } from '../measure/spread.js';
import { markdownTable } from './markdown.js';
import { shownSpread } from './table.js';

/** What the parts can do alone. Empty when the run measured none. */
export function ceilingTable(results: Results): string {
  const lines: readonly (readonly [string, Spread | null])[] = [
    ...ceilings
      .arms('full')
      .map((arm) => [arm, results.spread(ceilings, arm, ({ perSecond }) => perSecond)] as const),
    [
      'Fastify, 64 callers: the route of passages without storage',
      results.spread(toll, 'without-storage', ({ perSecond }) => perSecond),
    ],
    [
      'the decision SQL of debit without Kafka',
      results.spread(decisions, 'decisions', ({ decided }) => decided),
    ],
    [
      'COPY of the charges and postings that it writes',
      results.spread(decisions, 'decisions', ({ copied }) => copied),
    ],
  ];
  const measured = lines.flatMap(([name, spread]) => (spread ? [[name, shownSpread(spread)]] : []));
  return measured.length === 0 ? '' : markdownTable(['ceiling', 'a second'], measured);
}
