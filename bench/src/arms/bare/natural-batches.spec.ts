import { naturalBatches } from './natural-batches.js';

it('what comes while a batch runs goes together in the next, and each gets its own result', async () => {
  const batches: number[][] = [];
  const double = naturalBatches(async (items: readonly number[]) => {
    batches.push([...items]);
    await new Promise(setImmediate);
    return items.map((item) => item * 2);
  });

  const first = double(1);
  await new Promise(setImmediate);
  const others = [double(2), double(3)];

  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1], [2, 3]]);
});

it('a batch that fails fails for each of its items, and the next one runs', async () => {
  let isBroken = true;
  const run = naturalBatches((items: readonly string[]) =>
    isBroken ? Promise.reject(new Error('broken')) : Promise.resolve(items),
  );

  const failed = await Promise.allSettled([run('a'), run('b')]);
  isBroken = false;

  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await run('c')).toBe('c');
});
