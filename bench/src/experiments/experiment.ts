import type { Bench, Effort } from './bench.js';

/** Some arms in one situation. The rows of the report are ratios of its samples. */
export interface Experiment<Sample> {
  readonly name: string;
  /** An experiment that is too long for a quick run has no arms in it. */
  arms(effort: Effort['name']): readonly string[];
  /** The rounds of a run; less than those of the effort when one round takes long. */
  readonly rounds?: (effort: Effort) => number;
  measure(bench: Bench, arm: string): Promise<Sample>;
}
