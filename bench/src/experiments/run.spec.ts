import { BrokenInvariant } from '../money/books.js';
import type { Course, Experiment } from './experiment.js';
import { Results } from './results.js';
import { runExperiment } from './run.js';

const course = { effort: { name: 'full', rounds: 3 }, say: () => undefined } as unknown as Course;

const experimentOf = (
  arms: readonly string[],
  measure: (arm: string) => number,
): Experiment<{ readonly perSecond: number }, Course> => ({
  name: 'shop',
  inQuick: true,
  arms: () => arms,
  measure: async (_, arm) => ({ perSecond: measure(arm) }),
});

it('arms take turns, and every other round goes backwards', async () => {
  const order: string[] = [];
  const experiment = experimentOf(['a', 'b'], (arm) => order.push(arm));

  await runExperiment(course, experiment, Results.of([]));

  expect(order.join('')).toBe('abbaab');
});

it('an arm whose sums do not fit in one round reports nothing, not even of the rounds before', async () => {
  const results = Results.of([]);
  let rounds = 0;
  const experiment = experimentOf(['honest', 'lossy'], (arm) => {
    if (arm === 'lossy' && ++rounds === 2) throw new BrokenInvariant('cents grew by 2 instead of 3');
    return 1;
  });

  await runExperiment(course, experiment, results);

  expect(results.samples(experiment, 'honest')).toHaveLength(3);
  expect(results.samples(experiment, 'lossy')).toEqual([]);
});

it('a later run measures only what is missing', async () => {
  const results = Results.of([{ experiment: 'shop', arm: 'a', round: 1, sample: { perSecond: 1 } }]);
  const order: string[] = [];

  await runExperiment(
    course,
    experimentOf(['a', 'b'], (arm) => order.push(arm)),
    results,
  );

  expect(order.join('')).toBe('bbaab');
});
