import type { Course, Experiment } from './experiment.js';
import type { Results } from './results.js';

/**
 * Measures the arms in turn, and leaves out what an earlier run has measured. Every other round goes backwards, so that
 * a machine that becomes slower or faster favours no arm. An arm that fails in one round reports nothing.
 */
export async function runExperiment<On extends Course>(
  on: On,
  experiment: Experiment<unknown, On>,
  results: Results,
): Promise<void> {
  const { effort, say } = on;
  const { name, rounds = () => effort.rounds } = experiment;
  const arms = experiment.arms(effort.name);
  const turns = Array.from({ length: rounds(effort) }, (_, i) => {
    const order = i % 2 === 0 ? arms : arms.toReversed();
    return order.map((arm) => ({ arm, round: i + 1 }));
  }).flat();
  const missing = turns.filter(({ arm, round }) => !results.has(name, arm, round));
  const broken = new Set<string>();
  for (const { arm, round } of missing) {
    if (broken.has(arm)) continue;
    say(`${name}: round ${round}, ${arm}`);
    try {
      const sample = await experiment.measure(on, arm);
      results.add({ experiment: name, arm, round, sample });
    } catch (error) {
      broken.add(arm);
      say(`${name}: ${arm} reports nothing, because ${(error as Error).message}`);
    }
  }
  results.forget(({ experiment: of, arm }) => of === name && broken.has(arm));
}
