import { stripVTControlCharacters } from 'node:util';
import { printable } from './printable.js';
import { table } from './table.js';

const COLUMNS = [
  { head: 'topic' },
  { head: 'state', narrow: 'cut' },
  { head: 'reason', narrow: 'wrap' },
  { head: 'records', align: 'right', narrow: 'omit' },
  { head: 'since', narrow: 'omit' },
] as const;
const ROW = ['charges.requested', 'waiting for its broker', 'the broker is away for a while', '12', 'today'];

const drawn = (width?: number, rows = [ROW]): string[] =>
  stripVTControlCharacters(table(COLUMNS, rows, width).toString()).split('\n');
const widest = (lines: readonly string[]): number => Math.max(...lines.map((line) => printable(line).width));

describe('a table', () => {
  it('is as wide as its cells when there is room', () => {
    expect(drawn()).toEqual([
      'topic              state                   reason                          records  since',
      'charges.requested  waiting for its broker  the broker is away for a while       12  today',
    ]);
  });

  it('cuts and wraps before it omits a column', () => {
    expect(drawn(70)).toEqual([
      'topic              state             reason             records  since',
      'charges.requested  waiting for its…  the broker is           12  today',
      '                                     away for a while',
    ]);
  });

  it('omits the rightmost column first, and says so', () => {
    const lines = drawn(60);
    expect(lines[0]).toMatch(/^topic +state +reason +records$/);
    expect(lines.at(-1)).toBe('not shown in 60 columns: since');
  });

  it.each([60, 61, 72, 80, 100, 140])('fits %i columns', (width) => {
    const long = ROW.map((cell) => cell.repeat(3));
    expect(widest(drawn(width, [ROW, long]))).toBeLessThanOrEqual(width);
  });

  it('has a last resort: a whole column is cut, too', () => {
    expect(widest(drawn(40, [ROW.map((cell) => cell.repeat(4))]))).toBeLessThanOrEqual(40);
  });

  it('counts columns of the terminal, not characters', () => {
    expect(
      widest(drawn(60, [['日本語'.repeat(9), '日本', '日本'.repeat(9), '1', '日本']])),
    ).toBeLessThanOrEqual(60);
  });
});
