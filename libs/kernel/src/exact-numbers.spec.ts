import fc from 'fast-check';
import { exactInt, parseExactly } from './exact-numbers.js';

describe('exactInt', () => {
  it.each([
    [0n, 0],
    [2n ** 53n - 1n, 9_007_199_254_740_991],
    [2n ** 53n, '9007199254740992'],
    [-(2n ** 53n), '-9007199254740992'],
    [2n ** 63n - 1n, '9223372036854775807'],
  ])('%i', (value, shown) => expect(exactInt(value)).toBe(shown));
});

describe('parseExactly', () => {
  it.each([
    '9007199254740993',
    '-9223372036854775808',
    '{"a":[18446744073709551615,{"b":0.12345678901234567890}]}',
    '1e400',
    '[1,1.5,-2.5e-7,"9007199254740993",true,null]',
  ])('%s is written again with the same digits', (text) =>
    expect(JSON.stringify(parseExactly(text))).toBe(text),
  );

  it.each([['1.50'], ['15e2'], ['1.50E+3'], ['-0'], ['0.000'], ['100000000000000000000000']])(
    '%s is a number',
    (text) => expect(parseExactly(text)).toBe(JSON.parse(text)),
  );

  it('is JSON.parse for everything that JavaScript holds exactly', () => {
    fc.assert(
      fc.property(fc.json(), (text) => expect(parseExactly(text)).toEqual(JSON.parse(text) as unknown)),
    );
  });
});
