import { behindOf, everyPage, isKeyHidden } from './behind.js';

const letter = { id: 'b', key: 'acc_1', line: 'head' } as const;
const list = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

it('those behind a record are the later ones of its key', () => {
  expect(behindOf(letter, list)?.map(({ id }) => id)).toEqual(['c', 'd']);
  expect(behindOf({ ...letter, id: 'd' }, list)).toEqual([]);
  expect(behindOf({ ...letter, line: 'none' }, undefined)).toEqual([]);
});

it('while the list is missing, or lacks the record, nobody knows who waits', () => {
  expect(behindOf(letter, undefined)).toBeNull();
  expect(behindOf({ ...letter, id: 'z' }, list)).toBeNull();
});

it('a key that is not shown differs from a key that is not trusted', () => {
  expect(isKeyHidden({ ...letter, key: null })).toBe(true);
  expect(isKeyHidden({ ...letter, key: null, line: 'none' })).toBe(false);
  expect(isKeyHidden(letter)).toBe(false);
});

it('counts all pages, not the first alone', async () => {
  const pages = [list.slice(0, 2), list.slice(2)];
  const asked: (string | null)[] = [];
  const items = await everyPage((cursor) => {
    asked.push(cursor);
    const n = Number(cursor ?? 0);
    return Promise.resolve({ items: pages[n]!, nextCursor: n === 0 ? '1' : null });
  });
  expect(items).toEqual(list);
  expect(asked).toEqual([null, '1']);
});
