import type { Experiment } from '../experiments/experiment.js';
import type { Results } from '../experiments/results.js';
import type { Spread } from '../measure/spread.js';

/** One line of the table: ours against a reference of the same run. */
export interface Ratio {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: Spread;
  /** Null: ours is a count or a share already, and is compared with the goal itself. */
  readonly reference: Spread | null;
  readonly ratio: number;
  readonly better: 'higher' | 'lower';
  readonly goal: number;
  readonly stretch: number;
  readonly met: 'stretch' | 'goal' | 'no';
}

export interface Row {
  readonly id: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly experiments: readonly Experiment<any, any>[];
  ratios(results: Results): readonly (Ratio | null)[];
}

type Asked = Pick<Ratio, 'id' | 'name' | 'unit' | 'better' | 'goal' | 'stretch'>;

/** Null when one of the two has reported nothing. */
export function ratioOf(asked: Asked, ours: Spread | null, reference: Spread | null): Ratio | null {
  if (!ours || !reference) return null;
  return judged(asked, ours, reference, ours.median / reference.median);
}

/** A value that is compared with its goal itself. */
export function valueOf(asked: Asked, ours: Spread | null): Ratio | null {
  return ours && judged(asked, ours, null, ours.median);
}

function judged(asked: Asked, ours: Spread, reference: Spread | null, ratio: number): Ratio {
  const reaches = (bound: number): boolean => (asked.better === 'higher' ? ratio >= bound : ratio <= bound);
  const met = reaches(asked.stretch) ? 'stretch' : reaches(asked.goal) ? 'goal' : 'no';
  return { ...asked, ours, reference, ratio, met };
}
