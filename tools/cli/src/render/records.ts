import type { RecordView } from '../kafka/record-view.js';
import { cut, grey, padded, type Part, type Printable, text, yellow } from './printable.js';

const WIDTHS = { position: 8, key: 13, type: 24, time: 24 };
const LONGEST_VALUE = 160;

/** The heads over `recordLine`s. Pure. */
export const recordHeads = (): Printable => grey(line(['at', 'key', 'type', 'time'], 'value'));

type Cells = [position: string, key: string, type: string, time: string];

/** A record on one line, at most as wide as the terminal. Pure. */
export function recordLine(record: RecordView, width: number): Printable {
  const { partition, offset, key, undecodable } = record;
  const time = (record.time ?? record.timestamp).replace('T', ' ');
  const label = undecodable ? `! ${undecodable.code}` : shortType(record.type);
  const cells: Cells = [`${partition}@${offset}`, key ?? '–', label, time];
  const room = Math.max(0, Math.min(LONGEST_VALUE, width - line(cells, '').width));
  const shown = line(cells, cut(valueText(record), room));
  return undecodable ? yellow(shown) : shown;
}

/** `charge.approved`, without the parts that all our types share. */
export const shortType = (type: string | null): string =>
  type === null ? '–' : type.replace(/^peaje\./, '').replace(/\.v1$/, '');

/** A value; bytes that are no UTF-8 in Base64. Pure. */
const valueText = ({ value, valueBase64 }: RecordView): string =>
  valueBase64 === undefined ? oneLine(value) : `base64 ${valueBase64}`;

const line = ([at, key, type, time]: Cells, value: Part): Printable =>
  text`${padded(at, WIDTHS.position)} ${padded(key, WIDTHS.key)} ${padded(type, WIDTHS.type)} ${padded(time, WIDTHS.time)} ${value}`;

function oneLine(value: unknown): string {
  if (value === null) return 'no value';
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
}
