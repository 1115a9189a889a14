import { preferencesIn } from './prefer.js';

describe('the preferences of a caller', () => {
  it.each<[string | undefined, [string, string][]]>([
    [undefined, []],
    ['', []],
    ['wait=5', [['wait', '5']]],
    ['Wait = 5', [['wait', '5']]],
    ['wait="5"', [['wait', '5']]],
    ['wait="\\5"', [['wait', '5']]],
    ['wait=', [['wait', '']]],
    ['wait=""', [['wait', '']]],
    ['wait', [['wait', '']]],
    [
      'respond-async, wait=5',
      [
        ['respond-async', ''],
        ['wait', '5'],
      ],
    ],
    [
      'respond-async,,\twait=5 ,',
      [
        ['respond-async', ''],
        ['wait', '5'],
      ],
    ],
    ['wait=5, WAIT=7', [['wait', '5']]],
    ['wait=5; a=b;c', [['wait', '5']]],
    [
      'foo="a, wait=1", wait=5',
      [
        ['foo', 'a, wait=1'],
        ['wait', '5'],
      ],
    ],
    [
      'foo; p="x;y,wait=1", wait=5',
      [
        ['foo', ''],
        ['wait', '5'],
      ],
    ],
    ['wait=1.5', [['wait', '1.5']]],
    ['wait=-1', [['wait', '-1']]],
    ['wait 5, (wait)=6, =7, wait=8', [['wait', '8']]],
  ])('%j', (header, preferences) => {
    expect([...preferencesIn(header)]).toEqual(preferences);
  });

  it('a long and broken one takes no time', () => {
    for (const part of ['a=  ', '"', 'a="\\', ' ', ',', 'a=1;', '=']) {
      const began = performance.now();
      preferencesIn(part.repeat(16_000 / part.length));
      expect(performance.now() - began).toBeLessThan(250);
    }
  });
});
