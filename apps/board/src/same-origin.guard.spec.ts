import { otherOrigin } from './same-origin.guard.js';

const names = ['localhost', '127.0.0.1', '[::1]'];
const reasonFor = (headers: Record<string, string>) => otherOrigin(headers, names);

it.each([
  ['a person who types the address', { host: 'localhost:3004', 'sec-fetch-site': 'none' }],
  [
    'its own page',
    { host: 'localhost:3004', 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3004' },
  ],
  ['a program', { host: '127.0.0.1:3004' }],
  ['IPv6', { host: '[::1]:3004' }],
])('%s may read the board', (_, headers) => {
  expect(reasonFor(headers)).toBeNull();
});

it.each([
  ['another page', { host: 'localhost:3004', 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { host: 'localhost:3004', 'sec-fetch-site': 'same-site' }],
  ['a page of another origin', { host: 'localhost:3004', origin: 'http://localhost:8080' }],
  ['a page without an origin', { host: 'localhost:3004', origin: 'null' }],
])('%s may not', (_, headers) => {
  expect(reasonFor(headers)).toContain('another origin');
});

it.each(['evil.example:3004', 'localhost.evil.example', ''])(
  'the name "%s" is not one of its own',
  (host) => {
    expect(reasonFor({ host, 'sec-fetch-site': 'same-origin' })).toContain('PEAJE_BOARD_HOSTS');
  },
);
