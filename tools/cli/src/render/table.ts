import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { drawn, grey, lines, type Part, type Printable, printable, text } from './printable.js';

interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /**
   * How the column gives room on a narrow terminal: it cuts its cells, continues them on a next line, or is omitted, the
   * rightmost first. A column without it stays whole as long as the others can give room.
   */
  readonly narrow?: 'cut' | 'wrap' | 'omit';
}

interface ShownColumn extends Column {
  readonly at: number;
  width: number;
}

const GAP = 2;
/** A column that gives room keeps this much, so that its cells can still be told apart. */
const ENOUGH = 12;
const LEAST = 4;

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

/** A table without lines, with grey heads, at most `width` columns wide (from 60 on). Pure. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
  width = Number.POSITIVE_INFINITY,
): Printable {
  const shown = fitted(naturalWidths(columns, rows), width);
  const cells = new Table({
    head: shown.map(({ head }) => grey(head).toString()),
    colAligns: shown.map(({ align = 'left' }) => align),
    colWidths: shown.map((column) => column.width + GAP),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  const body = drawn((show) => {
    for (const row of rows) {
      cells.push(shown.map((column) => cellOf(column, show(row[column.at] ?? ''))));
    }
    return cells
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  });
  const omitted = columns.filter((_, at) => shown.every((column) => column.at !== at));
  if (omitted.length === 0) return body;
  const heads = omitted.map(({ head }) => head).join(', ');
  return lines([body, grey(text`not shown in ${width} columns: ${heads}`)]);
}

/** Wraps between words where each word fits. */
function cellOf({ narrow, width }: ShownColumn, content: string): Table.CellOptions {
  const words = stripVTControlCharacters(content).split(/\s/);
  return {
    content,
    wordWrap: narrow === 'wrap',
    wrapOnWordBoundary: words.every((word) => printable(word).width <= width),
  };
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Part[])[]): ShownColumn[] {
  return columns.map((column, at) => {
    const cells = [column.head, ...rows.map((row) => row[at] ?? '')];
    return { ...column, at, width: Math.max(1, ...cells.map((cell) => printable(cell).width)) };
  });
}

/** Cuts and wraps before it omits a column. What no column can give is taken from the widest. */
function fitted(columns: readonly ShownColumn[], width: number): ShownColumn[] {
  for (let kept = columns; ;) {
    const narrower = shrunk(kept, width, ({ narrow }) => narrow === 'cut' || narrow === 'wrap', ENOUGH);
    const last = kept.findLast(({ narrow }) => narrow === 'omit');
    if (totalOf(narrower) <= width) return narrower;
    if (last === undefined) return shrunk(narrower, width, () => true, LEAST);
    kept = kept.filter((column) => column !== last);
  }
}

/** Takes column by column of the terminal from the widest that may give, until the table fits or each has `least`. */
function shrunk(
  columns: readonly ShownColumn[],
  width: number,
  mayGive: (column: ShownColumn) => boolean,
  least: number,
): ShownColumn[] {
  const result = columns.map((column) => ({ ...column }));
  const givers = result.filter(mayGive);
  while (totalOf(result) > width) {
    const widest = givers.reduce<ShownColumn | null>(
      (found, one) => (one.width > Math.max(least, found?.width ?? 0) ? one : found),
      null,
    );
    if (widest === null) break;
    widest.width--;
  }
  return result;
}

const totalOf = (columns: readonly ShownColumn[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0) + GAP * Math.max(0, columns.length - 1);
