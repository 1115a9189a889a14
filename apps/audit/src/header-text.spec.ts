import { headerText } from './header-text.js';

describe('headerText', () => {
  it.each([
    ['text', Buffer.from('peaje.charge.approved.v1'), 'peaje.charge.approved.v1'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe]), null],
    ['a NUL, which PostgreSQL refuses', Buffer.from('a\0b'), null],
    ['more than an index takes', Buffer.alloc(5_000, 'a'), null],
  ])('%s', (_, value, expected) => {
    expect(headerText([['ce_type', value]], 'ce_type')).toBe(expected);
  });

  it('a header that is not there', () => {
    expect(headerText([], 'ce_type')).toBeNull();
  });
});
