import Table from 'cli-table3';
import type { Spread } from '../measure/spread.js';
import type { Ratio } from '../rows/row.js';

/** Three digits that matter. */
export const shown = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));

export const shownSpread = ({ median, min, max }: Spread): string =>
  `${shown(median)} (${shown(min)}–${shown(max)})`;

export const bound = ({ better }: Ratio, value: number): string =>
  `${better === 'higher' ? '≥' : '≤'} ${value}`;

const MARKS = { stretch: '✔✔', goal: '✔', no: '✖' } as const;
export const markOf = ({ met }: Ratio): string => MARKS[met];

/** The table of the issue, for a terminal. */
export function ratioTable(ratios: readonly Ratio[]): string {
  const table = new Table({
    head: ['id', 'what', 'ours', 'reference', 'ratio', 'goal', 'stretch', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const ratio of ratios) {
    const { id, name, unit, ours, reference, goal, stretch } = ratio;
    table.push([
      id,
      `${name}, ${unit}`,
      shownSpread(ours),
      reference ? shownSpread(reference) : '',
      shown(ratio.ratio),
      bound(ratio, goal),
      bound(ratio, stretch),
      markOf(ratio),
    ]);
  }
  return table.toString();
}
