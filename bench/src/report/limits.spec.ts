import { spreadOf } from '../measure/spread.js';
import { ratioOf } from '../rows/row.js';
import { limitsOf } from './limits.js';
import { newestResult } from './result-file.js';

const row = (id: string, value: number) =>
  ratioOf(
    { id, name: id, unit: '/s', better: 'higher', goal: 2, stretch: 3 },
    spreadOf([value]),
    spreadOf([10]),
  )!;

const PAGE = '# Limits\n\n## slow\n\nThe disk.\n\n## met\n\nNothing.\n';

it('a row that misses its goal brings its section, once', () => {
  expect(limitsOf([row('slow', 1), row('slow', 2), row('met', 20)], PAGE)).toBe('### slow\n\nThe disk.');
});

it('a row that misses its goal and has no section stops the report', () => {
  expect(() => limitsOf([row('other', 1)], PAGE)).toThrow('the row other misses its goal');
});

it('every row that the newest result misses has its section', () => {
  expect(() => limitsOf(newestResult().ratios)).not.toThrow();
});
