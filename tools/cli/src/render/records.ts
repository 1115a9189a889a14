import type { RecordView } from '../kafka/record-view.js';
import { digestOf, rawText } from './digest.js';
import { cut, grey, padded, type Part, type Printable, text, yellow } from './printable.js';

interface RecordStyle {
  /** Columns of the terminal. */
  readonly width: number;
  /** The whole value instead of its digest. It may be longer than a line. */
  readonly raw?: boolean;
}

interface Widths {
  readonly time: number;
  readonly place: number;
  readonly key: number;
}

const WIDE: Widths = { time: 24, place: 9, key: 13 };
/** The time of the day is enough, and long keys are cut. */
const NARROW: Widths = { time: 12, place: 7, key: 10 };
const NARROW_BELOW = 100;

/** The heads over `recordLine`s. Pure. */
export const recordHeads = ({ width, raw = false }: RecordStyle): Printable =>
  grey(line(['time', 'place', 'key', raw ? 'value' : 'record'], widthsFor(width)));

/** A record on one line, at most as wide as the terminal. Pure. */
export function recordLine(record: RecordView, { width, raw = false }: RecordStyle): Printable {
  const { partition, offset, undecodable } = record;
  const widths = widthsFor(width);
  const isNarrow = widths === NARROW;
  const key = record.key ?? '–';
  const shown = line(
    [
      timeText(record, isNarrow),
      `${partition}@${offset}`,
      isNarrow ? cut(key, widths.key) : key,
      raw ? rawText(record) : digestOf(record),
    ],
    widths,
  );
  const fitted = raw ? shown : cut(shown, width);
  return undecodable ? yellow(fitted) : fitted;
}

/** `charge.approved`, without the parts that all our types share. */
export const shortType = (type: string | null): string =>
  type === null ? '–' : type.replace(/^peaje\./, '').replace(/\.v1$/, '');

const widthsFor = (width: number): Widths => (width < NARROW_BELOW ? NARROW : WIDE);

/** The event's own time. Any text may stand there, and any number may be the timestamp of its record. */
function timeText({ time, timestamp }: RecordView, isNarrow: boolean): Part {
  const whole = time ?? timestamp;
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d\.\d{3})Z$/.exec(whole) ?? [];
  if (day === undefined) return isNarrow ? cut(whole, NARROW.time) : whole;
  return isNarrow ? clock! : `${day} ${clock}Z`;
}

const line = ([time, place, key, last]: readonly [Part, Part, Part, Part], widths: Widths): Printable =>
  text`${padded(time, widths.time)} ${padded(place, widths.place)} ${padded(key, widths.key)} ${last}`;
