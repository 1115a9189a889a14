import { pageFile, takes } from './page-files.js';

it.each([
  ['gzip, deflate, br', 'br', true],
  ['BR;q=0.5, gzip', 'br', true],
  ['br;q=0, gzip', 'br', false],
  ['br; q=0.000', 'br', false],
  ['brotli', 'br', false],
  ['', 'gzip', false],
])('of "%s" it sends %s: %s', (header, coding, expected) => {
  expect(takes(header, coding)).toBe(expected);
});

it.each([
  '../package.json',
  'assets/../../package.json',
  'assets/..%2fx.js',
  '.js',
  'package.json',
  '/etc/x.js',
])('%s is no file of the page', async (name) => {
  expect(await pageFile(name)).toBeNull();
});
