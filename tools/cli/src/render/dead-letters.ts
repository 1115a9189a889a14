import type { DeadLetterView } from '../kafka/dead-letter-view.js';
import { place } from '../kafka/record-view.js';
import { valueText } from './records.js';
import { bold, grey, red, table } from './table.js';

/** Pure. */
export function deadLettersText(letters: readonly DeadLetterView[]): string {
  if (letters.length === 0) return 'There are no dead letters.';
  return table(
    [
      { head: 'dead letter' },
      { head: 'key' },
      { head: 'code' },
      { head: 'tries', align: 'right' },
      { head: 'when' },
    ],
    letters.map((letter) => [
      place(letter),
      letter.key ?? grey('–'),
      red(letter.code ?? 'unknown'),
      String(letter.attempts ?? '–'),
      letter.timestamp.replace('T', ' '),
    ]),
  );
}

/** Everything about one. Pure. */
export function deadLetterText(letter: DeadLetterView): string {
  const { origin, headers } = letter;
  const from = origin.topic === null ? 'unknown' : `${origin.topic}/${origin.partition}@${origin.offset}`;
  const facts = [
    ['read at', from],
    ['by group', letter.group ?? 'unknown'],
    ['key', letter.key ?? 'none'],
    ['code', red(letter.code ?? 'unknown')],
    ['reason', letter.reason ?? 'unknown'],
    ['tries', String(letter.attempts ?? 'unknown')],
    ['dead since', letter.timestamp],
  ];
  const own = Object.entries(headers).filter(([name]) => !name.startsWith('peaje-dlq-'));
  return [
    bold(place(letter)),
    '',
    facts.map(([name = '', value = '']) => `${grey(name.padEnd(12))}${value}`).join('\n'),
    '',
    grey('headers'),
    own.length === 0 ? '  none' : own.map(([name, value]) => `  ${name}: ${value}`).join('\n'),
    '',
    grey('value'),
    valueBlock(letter).replace(/^/gm, '  '),
  ].join('\n');
}

function valueBlock(letter: DeadLetterView): string {
  const { value } = letter;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, null, 2);
  return typeof value === 'string' ? value : valueText(letter);
}
