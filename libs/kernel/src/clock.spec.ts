import { nearestTime } from './clock.js';

it.each([
  ['a time', new Date('2026-11-27T10:00:00.123Z'), '2026-11-27T10:00:00.123Z'],
  ['infinity', Infinity, '9999-12-31T23:59:59.999Z'],
  ['-infinity', -Infinity, '0000-01-01T00:00:00.000Z'],
  ['one that JavaScript cannot count', new Date(NaN), '9999-12-31T23:59:59.999Z'],
])('%s of a database is the nearest time of the calendar', (_, time, text) =>
  expect(nearestTime(time)).toBe(text),
);
