import { closest } from './did-you-mean.js';

const COMMANDS = ['charge', 'cancel', 'cards', 'toll', 'tail', 'topics', 'watch'];

it.each([
  ['chrge', 'charge'],
  ['chareg', 'charge'],
  ['tial', 'tail'],
  ['tolls', 'toll'],
  ['topic', 'topics'],
  ['wa', 'watch'],
])('%s is probably %s', (typed, meant) => {
  expect(closest(typed, COMMANDS)).toBe(meant);
});

it.each(['look', 'x', 'reconciliation'])('%s is like no command', (typed) => {
  expect(closest(typed, COMMANDS)).toBeUndefined();
});
