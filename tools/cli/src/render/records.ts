import type { RecordView } from '../kafka/record-view.js';
import { grey, yellow } from './table.js';

const WIDTHS = { position: 8, key: 13, type: 24, time: 24 };
const LONGEST_VALUE = 160;

/** The heads over `recordLine`s. Pure. */
export const recordHeads = (): string => grey(line(['at', 'key', 'type', 'time'], 'value'));

type Cells = [position: string, key: string, type: string, time: string];

/** A record on one line, at most as wide as the terminal. Pure. */
export function recordLine(record: RecordView, width: number): string {
  const { partition, offset, key, undecodable } = record;
  const time = (record.time ?? record.timestamp).replace('T', ' ');
  const label = undecodable ? `! ${undecodable.code}` : shortType(record.type);
  const cells: Cells = [`${partition}@${offset}`, key ?? '–', label, time];
  const room = Math.max(0, Math.min(LONGEST_VALUE, width - line(cells, '').length));
  const text = line(cells, cut(valueText(record), room)).trimEnd();
  return undecodable ? yellow(text) : text;
}

/** `charge.approved`, without the parts that all our types share. */
export const shortType = (type: string | null): string =>
  type === null ? '–' : type.replace(/^peaje\./, '').replace(/\.v1$/, '');

/** A value on one line; bytes that are no UTF-8 in Base64. Pure. */
const valueText = ({ value, valueBase64 }: RecordView): string =>
  valueBase64 === undefined ? oneLine(value) : `base64 ${valueBase64}`;

const line = ([at, key, type, time]: Cells, value: string): string =>
  `${at.padEnd(WIDTHS.position)} ${key.padEnd(WIDTHS.key)} ${type.padEnd(WIDTHS.type)} ${time.padEnd(WIDTHS.time)} ${value}`;

function oneLine(value: unknown): string {
  if (value === null) return 'no value';
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/[\p{Cc}\s]+/gu, ' ');
}

const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
