import type { Bench, Effort } from './bench.js';

/** What an experiment needs that starts everything itself. */
export type Course = Pick<Bench, 'effort' | 'say'>;

/** Some arms in one situation. The rows of the report are ratios of its samples. */
export interface Experiment<Sample, On = Bench> {
  readonly name: string;
  /** A quick run leaves the others out, unless their rows are asked for. */
  readonly inQuick: boolean;
  /** A quick run may have less. */
  arms(effort: Effort['name']): readonly string[];
  /** The rounds of a run; less than those of the effort when one round takes long. */
  readonly rounds?: (effort: Effort) => number;
  measure(on: On, arm: string): Promise<Sample>;
}
