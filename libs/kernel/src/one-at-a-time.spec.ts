import { OneAtATime } from './one-at-a-time.js';

describe('OneAtATime', () => {
  it('runs tasks in order, and a failure reaches only its own caller', async () => {
    const queue = new OneAtATime();
    const steps: string[] = [];
    const task = (name: string, error?: Error) => async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      if (error) throw error;
      return name;
    };
    const results = await Promise.allSettled([
      queue.run(task('a')),
      queue.run(task('b', new Error('b failed'))),
      queue.run(task('c')),
    ]);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
