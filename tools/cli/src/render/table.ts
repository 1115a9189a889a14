import Table from 'cli-table3';
import { drawn, grey, type Part, type Printable } from './printable.js';

interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** A table without lines, with grey heads. Pure. */
export function table(columns: readonly Column[], rows: readonly (readonly Part[])[]): Printable {
  const cells = new Table({
    head: columns.map(({ head }) => grey(head).toString()),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  return drawn((show) => {
    cells.push(...rows.map((row) => row.map(show)));
    return cells
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  });
}
