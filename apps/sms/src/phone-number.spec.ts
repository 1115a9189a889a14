import { masked } from './phone-number.js';

describe('masked', () => {
  it.each([
    ['+34600000123', '+34******123'],
    ['+1234567', '+12**567'],
  ])('%s reads as %s', (number, expected) => expect(masked(number)).toBe(expected));
});
