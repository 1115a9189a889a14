import { BrokenInvariant, judge, judged } from './books.js';

const before = { charges: 10, postings: 10, cents: 10, 'cents of merchants': 10, balances: 5_000 };
const after = { charges: 13, postings: 13, cents: 13, 'cents of merchants': 13, balances: 5_000 };

it('an arm that moved a cent for each charge passes', () => {
  expect(() => judge(before, after, 3)).not.toThrow();
});

it.each([
  ['a lost charge', { ...after, charges: 12 }],
  ['a charge that was posted twice', { ...after, postings: 14, cents: 14 }],
  ['a cent that no merchant received', { ...after, 'cents of merchants': 12 }],
  ['a balance from nowhere', { ...after, balances: 5_001 }],
])('%s breaks it', (_, found) => {
  expect(() => judge(before, found, 3)).toThrow(BrokenInvariant);
});

it('work whose sums do not fit returns nothing', async () => {
  const books = [before, { ...after, cents: 12 }];

  const work = judged(
    () => Promise.resolve(books.shift()!),
    () => Promise.resolve({ charges: 3, perSecond: 1_000 }),
  );

  await expect(work).rejects.toThrow('cents grew by 2 instead of 3');
});
