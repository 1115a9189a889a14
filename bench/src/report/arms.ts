import { drain } from '../experiments/drain.js';
import { cpuOf } from '../experiments/purchases.js';
import type { Results } from '../experiments/results.js';
import { shop } from '../experiments/shop.js';
import type { Spread } from '../measure/spread.js';
import { markdownTable } from './markdown.js';
import { shown, shownSpread } from './table.js';

export const ARMS = [
  'peaje',
  'peaje-pair',
  'stock',
  'stock-concurrent',
  'hand-written',
  'batch-naive',
  'bare',
];

const HEAD = [
  'arm',
  '64 callers, answers/s',
  'p99, ms',
  'one caller, p50, ms',
  'CPU ms a charge',
  'commits a charge',
  'WAL bytes a charge',
  'Produce requests a charge',
  'waiting charges/s',
];

/** A line for each arm that has reported something. */
export const armTable = (results: Results): string =>
  markdownTable(
    HEAD,
    ARMS.map((arm) => [arm, ...numbersOf(results, arm)]).filter(([, ...numbers]) =>
      numbers.some((number) => number !== ''),
    ),
  );

function numbersOf(results: Results, arm: string): string[] {
  const median = (spread: Spread | null): string => (spread ? shown(spread.median) : '');
  const withRange = (spread: Spread | null): string => (spread ? shownSpread(spread) : '');
  return [
    withRange(results.spread(shop, arm, ({ many }) => many.perSecond)),
    withRange(results.spread(shop, arm, ({ many }) => many.p99)),
    withRange(results.spread(shop, arm, ({ one }) => one.p50)),
    median(results.spread(shop, arm, ({ many }) => cpuOf(many))),
    median(results.spread(shop, arm, ({ many }) => many.counts.commits)),
    median(results.spread(shop, arm, ({ many }) => many.counts.walBytes)),
    // Only Peaje has metrics that count requests.
    arm.startsWith('peaje') ? median(results.spread(shop, arm, ({ many }) => many.counts.produce)) : '',
    withRange(results.spread(drain, arm, ({ perSecond }) => perSecond)),
  ];
}
