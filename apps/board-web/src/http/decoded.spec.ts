import { decoded } from './decoded.js';

it.each([
  ['charges.requested%3A1%3A7', 'charges.requested:1:7'],
  ['100%', '100%'],
  ['%E0%A4%A', '%E0%A4%A'],
])('%s is %s', (part, text) => expect(decoded(part)).toBe(text));
