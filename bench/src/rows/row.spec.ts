import { Results } from '../experiments/results.js';
import { spreadOf } from '../measure/spread.js';
import { ratioOf, type Row, valueOf } from './row.js';
import { ROWS } from './rows.js';

const asked = { id: 'a', name: 'a / b', unit: '/s', better: 'higher', goal: 2, stretch: 3 } as const;
const of = (value: number) => spreadOf([value]);

it('a row compares medians, and says which bound it reaches', () => {
  expect(ratioOf(asked, of(30), of(10))).toMatchObject({ ratio: 3, met: 'stretch' });
  expect(ratioOf(asked, of(20), of(10))).toMatchObject({ ratio: 2, met: 'goal' });
  expect(ratioOf(asked, of(19), of(10))).toMatchObject({ met: 'no' });
  expect(ratioOf({ ...asked, better: 'lower', goal: 0.5, stretch: 0.3 }, of(4), of(10))).toMatchObject({
    ratio: 0.4,
    met: 'goal',
  });
  expect(valueOf(asked, of(2.5))).toMatchObject({ reference: null, ratio: 2.5, met: 'goal' });
});

it('an arm that reports nothing leaves its rows out', () => {
  expect(ratioOf(asked, null, of(10))).toBeNull();
  const results = Results.of([]);
  expect(ROWS.flatMap((row: Row) => row.ratios(results)).every((ratio) => ratio === null)).toBe(true);
});

it('each row has an id of its own', () => {
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
});
