import type { RecordView } from '../kafka/record-view.js';
import { grey, yellow } from './table.js';

const WIDTHS = { place: 8, key: 13, type: 24 };
const ENOUGH_OF_A_VALUE = 160;

/** The heads over `recordLine`s. Pure. */
export const recordHeads = (): string =>
  grey(line(['at', 'key', 'type', 'time'].map(String) as Cells, 'value'));

type Cells = [place: string, key: string, type: string, time: string];

/** A record as a line that is no wider than the terminal. Pure. */
export function recordLine(record: RecordView, width: number): string {
  const { partition, offset, key, undecodable } = record;
  const when = (record.time ?? record.timestamp).replace('T', ' ');
  const what = undecodable ? `! ${undecodable.code}` : shortType(record.type);
  const cells: Cells = [`${partition}@${offset}`, key ?? '–', what, when];
  const room = Math.max(0, Math.min(ENOUGH_OF_A_VALUE, width - line(cells, '').length));
  const drawn = line(cells, cut(valueText(record), room)).trimEnd();
  return undecodable ? yellow(drawn) : drawn;
}

/** `charge.approved`: what all our types have in common is left out. */
export const shortType = (type: string | null): string =>
  type === null ? '–' : type.replace(/^peaje\./, '').replace(/\.v1$/, '');

/** One line of a value, undecodable bytes as what they are. Pure. */
export const valueText = ({ value, valueBase64 }: RecordView): string =>
  valueBase64 === undefined ? oneLine(value) : `base64 ${valueBase64}`;

const line = ([at, key, type, time]: Cells, value: string): string =>
  `${at.padEnd(WIDTHS.place)} ${key.padEnd(WIDTHS.key)} ${type.padEnd(WIDTHS.type)} ${time.padEnd(24)} ${value}`;

function oneLine(value: unknown): string {
  if (value === null) return 'no value';
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/[\p{Cc}\s]+/gu, ' ');
}

const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
