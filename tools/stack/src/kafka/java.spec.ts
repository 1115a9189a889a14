import { javaProblems, majorVersion } from './java.js';

describe('finding Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "25-ea" 2025-09-16', 25],
    ['nothing of the kind', null],
  ])('reads %s', (said, major) => {
    expect(majorVersion(said)).toBe(major);
  });

  it('names everything that is missing at once', () => {
    expect(javaProblems(null, false)).toEqual([
      'Java 17 or newer (there is none here)',
      'Maven, once, to fetch the Kafka jars (there is none here)',
    ]);
    expect(javaProblems('openjdk version "11.0.2"\nmore', true)).toEqual([
      'Java 17 or newer (the one here is openjdk version "11.0.2")',
    ]);
    expect(javaProblems('openjdk version "21.0.1"', true)).toEqual([]);
  });
});
