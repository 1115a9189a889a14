import { lowestIdOf, newId } from './identity.js';

const TIME_MS = Date.parse('2026-11-27T10:00:00.123Z');

describe('the lowest id of a time', () => {
  it('comes before every id of that time and after every id of the millisecond before', () => {
    const lowest = lowestIdOf(TIME_MS);
    for (let n = 0; n < 1_000; n++) {
      expect(newId(TIME_MS) >= lowest).toBe(true);
      expect(newId(TIME_MS - 1) < lowest).toBe(true);
    }
  });

  it.each([
    ['a time', TIME_MS, '01a21c72-917b-7000-8000-000000000000'],
    ['the first one', 0, '00000000-0000-7000-8000-000000000000'],
    ['one from before ids', -62_135_596_800_000, '00000000-0000-7000-8000-000000000000'],
    [
      'the last one of a contract',
      Date.parse('9999-12-31T23:59:59.999Z'),
      'e677d21f-dbff-7000-8000-000000000000',
    ],
  ])('of %s is a UUID of version 7', (_, timeMs, id) => expect(lowestIdOf(timeMs)).toBe(id));
});
