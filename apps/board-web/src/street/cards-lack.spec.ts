import { cardsLack } from './cards-lack.js';

it.each([
  [5, true, true, null],
  [2, false, true, null],
  [0, true, true, 'unknown'],
  [0, false, true, 'silent'],
  [0, true, false, 'not-allowed'],
])('%s cards, complete %s, may read %s: %s', (count, isComplete, mayRead, lack) => {
  expect(cardsLack({ count, isComplete, mayRead })).toBe(lack);
});
