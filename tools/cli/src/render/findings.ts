import type { Finding } from '@peaje/stack';
import { count } from './count.js';
import { block, bold, green, lines, padded, type Printable, red, text, yellow } from './printable.js';
import { wrapped } from './wrapped.js';

const MARKS = { well: green('well'), unwell: red('unwell'), note: yellow('note') } as const;
const MARK_WIDTH = 8;
const INDENT = ' '.repeat(MARK_WIDTH);

/** Each finding with its way out, and the sum. Pure. */
export function findingsText(findings: readonly Finding[], width = Number.POSITIVE_INFINITY): Printable {
  const unwell = findings.filter(({ state }) => state === 'unwell').length;
  return lines([
    ...findings.map((finding) => findingText(finding, width - MARK_WIDTH)),
    '',
    unwell === 0
      ? green('Nothing is unwell.')
      : red(`${count(unwell, 'thing is', 'things are')} unwell. The line under each says the way out.`),
  ]);
}

function findingText({ subject, state, detail, wayOut }: Finding, room: number): Printable {
  const [first = '', ...more] = wrapped(`${subject}: ${detail}`, room);
  const isLong = first.startsWith(`${subject}:`);
  const head = isLong ? text`${bold(subject)}${first.slice(subject.length)}` : text`${first}`;
  return lines([
    text`${padded(MARKS[state], MARK_WIDTH)}${head}`,
    ...more.map((line) => block(line, INDENT)),
    ...(wayOut === null
      ? []
      : wrapped(wayOut, room - 2).map((line, at) => text`${INDENT}${at === 0 ? '→ ' : '  '}${line}`)),
  ]);
}
