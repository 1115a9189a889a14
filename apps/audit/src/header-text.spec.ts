import { headerText } from './header-text.js';

describe('headerText', () => {
  it.each([
    ['text', Buffer.from('peaje.charge.approved.v1'), 'peaje.charge.approved.v1'],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe]), null],
    ['a NUL, which PostgreSQL refuses', Buffer.from('a\0b'), null],
    ['a text too long for an index', Buffer.alloc(5_000, 'a'), null],
  ])('%s', (_, value, expected) => {
    expect(headerText([['ce_type', value]], 'ce_type')).toBe(expected);
  });

  it('a missing header', () => {
    expect(headerText([], 'ce_type')).toBeNull();
  });
});
