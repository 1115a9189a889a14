import { styleText } from 'node:util';
import { escaped } from '@peaje/kernel';
import stringWidth from 'string-width';

let asIs: (text: string) => Printable;

/**
 * A text that may go to a terminal as it is. Only this file makes one, and it escapes every text that is not one yet: keys,
 * types, headers and names come from others. The terminal takes nothing else, so no command can forget it.
 */
export class Printable {
  declare private readonly onlyMadeHere: true;

  private constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }

  /** Columns of a terminal, of its widest line. */
  get width(): number {
    return Math.max(...this.text.split('\n').map((line) => stringWidth(line)));
  }

  static {
    asIs = (text) => new Printable(text);
  }
}

/** A part of a printed text. A string is from others until it is escaped. */
export type Part = Printable | string | number;

export const printable = (part: Part): Printable =>
  part instanceof Printable ? part : asIs(escaped(String(part)));

const raw = (part: Part): string => printable(part).toString();

/** Our own words with parts of others: text`peaje watch ${id}`. */
export const text = (own: TemplateStringsArray, ...parts: readonly Part[]): Printable =>
  asIs(own.map((words, at) => (at === 0 ? words : `${raw(parts[at - 1]!)}${words}`)).join(''));

export const lines = (parts: readonly Part[]): Printable => asIs(parts.map(raw).join('\n'));

export const list = (parts: readonly Part[]): Printable => asIs(parts.map(raw).join(', '));

/** A text of several lines, which stay lines, each with this indent. */
export const block = (several: string, indent = ''): Printable =>
  lines(several.split('\n').map((line) => asIs(`${indent}${escaped(line)}`)));

/** JSON is the same value with its unprintable characters escaped. Its line breaks are ours. */
export const json = (value: unknown, indent?: number): Printable =>
  block(JSON.stringify(value, null, indent));

/** With blanks up to a width in columns. */
export const padded = (part: Part, width: number): Printable => {
  const shown = printable(part);
  return asIs(`${shown}${' '.repeat(Math.max(0, width - shown.width))}`);
};

/** At most this many columns of a text, and `…` for the rest. */
export function cut(part: Part, room: number): Printable {
  const shown = printable(part);
  if (shown.width <= room) return shown;
  let kept = '';
  let width = 0;
  for (const character of shown.toString()) {
    width += stringWidth(character);
    if (width > room - 1) break;
    kept += character;
  }
  return asIs(`${kept}…`.slice(0, room > 0 ? undefined : 0));
}

/** What another library drew of printable parts. */
export const drawn = (draw: (show: (part: Part) => string) => string): Printable => asIs(draw(raw));

/** `styleText` respects NO_COLOR and FORCE_COLOR, and writes no colours to a stream that is no terminal. */
const styled =
  (style: 'gray' | 'red' | 'green' | 'yellow' | 'bold', stream: NodeJS.WriteStream = process.stdout) =>
  (part: Part): Printable =>
    asIs(styleText(style, raw(part), { stream }));

export const grey = styled('gray');
export const red = styled('red');
export const green = styled('green');
export const yellow = styled('yellow');
export const bold = styled('bold');

/** For stderr, which may be a terminal when stdout is none. */
export const redOnStderr = styled('red', process.stderr);
