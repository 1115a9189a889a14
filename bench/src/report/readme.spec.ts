import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spreadOf } from '../measure/spread.js';
import { ratioOf, valueOf } from '../rows/row.js';
import { ofGoal, READMES, speedSection, withSpeed } from './readme.js';
import { newestResult } from './result-file.js';
import type { PageLanguage } from './row-words.js';

const result = newestResult();
const ROOT = join(import.meta.dirname, '../../..');

describe.each(Object.entries(READMES) as [PageLanguage, string][])('in %s, %s', (language, file) => {
  const page = readFileSync(join(ROOT, file), 'utf8');

  it('has the figures of the newest result; if not: npm run bench -- --report', () => {
    expect(page).toBe(withSpeed(page, speedSection(result, language)));
  });

  it('would be found with other figures', () => {
    const [first, ...others] = result.ratios;
    const faster = { ...result, ratios: [{ ...first!, ratio: first!.ratio * 2 }, ...others] };

    expect(page).not.toBe(withSpeed(page, speedSection(faster, language)));
  });

  it('the worst of all rows is the last one, and three are better than all others', () => {
    const shown = speedSection(result, language).split('\n').slice(-4);
    const scores = result.ratios.map(ofGoal).sort((a, b) => b - a);
    const asShown = (score: number) => score.toLocaleString(language, { maximumSignificantDigits: 3 });

    expect(shown.map((line) => line.split('|').at(-2)!.trim())).toEqual(
      [...scores.slice(0, 3), scores.at(-1)!].map(asShown),
    );
  });

  it('lines of prose have at most 120 characters', () => {
    const prose = speedSection(result, language)
      .split('\n')
      .filter((line) => !line.startsWith('|'));

    expect(prose.filter((line) => line.length > 120)).toEqual([]);
  });
});

it('a page without the marks is refused', () => {
  expect(() => withSpeed('# Peaje\n', '')).toThrow('the page has no <!-- bench -->');
});

it.each([
  ['a ratio that should be high', 'higher', 3, 2 / 3],
  ['a ratio that should be low', 'lower', 0.5, 0.25],
] as const)('%s is measured by its goal', (_, better, goal, expected) => {
  const asked = { id: 'x', name: 'x', unit: 's', better, goal, stretch: goal };

  expect(ofGoal(ratioOf(asked, spreadOf([2]), spreadOf([1]))!)).toBeCloseTo(expected);
  expect(ofGoal(valueOf(asked, spreadOf([2]))!)).toBeCloseTo(expected);
});
