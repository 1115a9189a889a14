import { javaProblems, majorVersion } from './java.js';

describe('finding Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "25-ea" 2025-09-16', 25],
    ['a text without a version', null],
  ])('reads the version in %s', (text, major) => {
    expect(majorVersion(text)).toBe(major);
  });

  it('names all missing programs at once', () => {
    expect(javaProblems(null, false)).toEqual([
      'Java 17 or newer (none is installed)',
      'Maven, once, to fetch the Kafka jars (it is not installed)',
    ]);
    expect(javaProblems('openjdk version "11.0.2"\nmore', true)).toEqual([
      'Java 17 or newer (installed: openjdk version "11.0.2")',
    ]);
    expect(javaProblems('openjdk version "21.0.1"', true)).toEqual([]);
  });
});
