import { parseJson } from './json-text.js';

describe('a JSON text', () => {
  it.each<[string, unknown]>([
    [
      '{"a":{"b":1},"c":{"b":1},"b":[{"b":1},{"b":1}]}',
      { a: { b: 1 }, c: { b: 1 }, b: [{ b: 1 }, { b: 1 }] },
    ],
    ['\ufeff{"a":1}', { a: 1 }],
    [' [ "{\\"a\\":1,\\"a\\":2}" ] ', ['{"a":1,"a":2}']],
    ['{"a":"}","b":"{","a ":1}', { a: '}', b: '{', 'a ': 1 }],
    ['{"\\u0061":1,"A":2}', { a: 1, A: 2 }],
    ['null', null],
    ['"\\ud800"', '\ud800'],
  ])('%j is read', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    ['a name twice', '{"a":1,"b":{"a":1},"a":1}'],
    ['a name twice, spelled otherwise', '{"a":1, "\\u0061" : 2}'],
    ['a name twice, further in', '[{"b":{"c":1,"c":1}}]'],
    ['a prototype', '{"__proto__":{"a":1}}'],
    ['a prototype, spelled otherwise', '{"\\u005f_proto__":{"a":1}}'],
    ['a prototype of its constructor', '{"constructor":{"prototype":{"a":1}}}'],
    ['two values', '{}{}'],
    ['a comma too many', '{"a":1,}'],
    ['a comment', '{} // no'],
    ['a number that is none', '{"a":NaN}'],
    ['nothing', ''],
    ['blanks', ' \r\n'],
    ['two marks', '\ufeff\ufeff{}'],
  ])('%s is refused', (_, text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
    ['both', '[{"a":', '}]'],
  ])('%s in each other are read up to 100 levels, and refused beyond', (_, open, close) => {
    const nested = (levels: number) => {
      const times = Math.ceil(levels / close.length);
      return `${open.repeat(times)}1${close.repeat(times)}`;
    };
    expect(parseJson(nested(100))).toEqual(JSON.parse(nested(100)));
    for (const levels of [101, 200_000])
      expect(() => parseJson(nested(levels))).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('a text that ends in the depth, and a long one, are refused and read', () => {
    expect(() => parseJson('{"a":'.repeat(200_000))).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
    expect(parseJson(`"${'\\n'.repeat(500_000)}"`)).toHaveLength(500_000);
  });
});
