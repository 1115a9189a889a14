import { randomUUID } from 'node:crypto';
import { Sampler } from './sampler.js';

/** Seconds of records at a rate; what went through, second by second. */
function run(sampler: Sampler, rate: number, seconds: number, fromMs: number): string[][] {
  return Array.from({ length: seconds }, (_, second) =>
    Array.from({ length: rate }, () => randomUUID()).filter((key, i) =>
      sampler.admits(key, fromMs + second * 1_000 + (i / rate) * 1_000),
    ),
  );
}

it('lets everything through up to the rate', () => {
  const sampler = new Sampler(200, 0);
  expect(run(sampler, 200, 3, 0).map(({ length }) => length)).toEqual([200, 200, 200]);
  expect(sampler.oneIn).toBe(1);
});

it('under load keeps to the rate, also in the first second, and says one in how many', () => {
  const sampler = new Sampler(200, 0);
  const [first, ...later] = run(sampler, 2_000, 5, 0).map(({ length }) => length);
  expect(first).toBeLessThan(700);
  for (const count of later) expect(count).toBeLessThanOrEqual(200);
  for (const count of later) expect(count).toBeGreaterThan(60);
  expect(sampler.oneIn).toBe(16);
});

it('goes back by half a second when the load is over', () => {
  const sampler = new Sampler(200, 0);
  run(sampler, 2_000, 3, 0);
  const steps = [3, 4, 5, 6, 7, 8].map((second) => {
    run(sampler, 10, 1, second * 1_000);
    return sampler.oneIn;
  });
  expect(steps.at(-1)).toBe(1);
  for (const [i, oneIn] of steps.entries())
    if (i > 0) expect(oneIn).toBeGreaterThanOrEqual(steps[i - 1]! / 2);
});

it('what goes through at 1 : 32 goes through at 1 : 8: all records of a charge do, or none', () => {
  const keys = Array.from({ length: 700 }, () => randomUUID());
  const admitted = (load: number): [number, Set<string>] => {
    const sampler = new Sampler(100, 0);
    run(sampler, load, 2, 0);
    const through = new Set(keys.filter((key) => sampler.admits(key, 2_500)));
    return [sampler.oneIn, through];
  };
  const [[lowN, many], [highN, few]] = [admitted(600), admitted(3_000)];
  expect([lowN, highN]).toEqual([8, 32]);
  expect(few.size).toBeGreaterThan(0);
  expect(few.size).toBeLessThan(many.size);
  expect([...few].filter((key) => !many.has(key))).toEqual([]);
});
