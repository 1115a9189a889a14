import { keepNewest } from './keep-newest.js';

describe('keepNewest', () => {
  it('forgets what was put into a map first, and says how much', () => {
    const map = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(keepNewest(map, 2)).toBe(1);
    expect([...map.keys()]).toEqual(['b', 'c']);
    expect(keepNewest(map, 2)).toBe(0);
  });

  it('an entry that is put in again counts as new only after it was deleted', () => {
    const set = new Set(['a', 'b']);
    set.add('a');
    set.add('c');
    expect(keepNewest(set, 2)).toBe(1);
    expect([...set]).toEqual(['b', 'c']);
  });

  it('forgets as many as are too many', () => {
    const set = new Set([1, 2, 3, 4]);
    expect(keepNewest(set, 1)).toBe(3);
    expect([...set]).toEqual([4]);
  });
});
