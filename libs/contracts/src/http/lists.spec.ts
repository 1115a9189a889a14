import { Refusal } from '@peaje/kernel';
import { decodeCursor, encodeCursor, UUID_POSITION } from './lists.js';

const uuid = '01a204ef-4271-7bb5-9de3-dfcc51258005';

describe('the cursor of a list', () => {
  it('holds the position where the next page begins', () => {
    expect(decodeCursor(encodeCursor(`${uuid}.charge`))).toBe(`${uuid}.charge`);
    expect(decodeCursor(encodeCursor(uuid), UUID_POSITION)).toBe(uuid);
  });

  it.each(['', 'AA', 'é', '😀', encodeCursor('a\0b'), encodeCursor('a b')])('is not %j', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(Refusal);
  });

  it('is not the cursor of another list', () => {
    expect(() => decodeCursor(encodeCursor(`${uuid}.charge`), UUID_POSITION)).toThrow(Refusal);
  });
});
