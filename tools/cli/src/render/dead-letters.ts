import type { WholeDeadLetterView } from '@peaje/contracts';
import { deadLetterPosition } from '../dead-letter-id.js';
import type { GroupDeadLetter, GroupParkedKey } from '../parking.js';
import { block, bold, grey, lines, padded, type Printable, red, text, yellow } from './printable.js';
import { table } from './table.js';

const QUEUE = { head: 'head', behind: 'waiting', none: 'none' } as const;

/** Pure. */
export function deadLettersText(deadLetters: readonly GroupDeadLetter[], width?: number): Printable {
  if (deadLetters.length === 0) return text`There are no dead letters.`;
  return table(
    [
      { head: 'dead letter' },
      { head: 'group' },
      { head: 'key' },
      { head: 'code', narrow: 'cut' },
      { head: 'tries', align: 'right', narrow: 'omit' },
      { head: 'queue', narrow: 'omit' },
      { head: 'since', narrow: 'omit' },
    ],
    deadLetters.map(({ id, group, key, code, attempts, line, since }) => [
      deadLetterPosition(id),
      group,
      key ?? grey('–'),
      line === 'behind' ? grey(code) : red(code),
      String(attempts),
      QUEUE[line],
      since.replace('T', ' '),
    ]),
    width,
  );
}

/** Pure. */
export function parkedKeysText(keys: readonly GroupParkedKey[], width?: number): Printable {
  if (keys.length === 0) return text`No key is parked.`;
  return table(
    [
      { head: 'key' },
      { head: 'group' },
      { head: 'partition', narrow: 'omit' },
      { head: 'records', align: 'right', narrow: 'omit' },
      { head: 'waits for' },
      { head: 'code', narrow: 'cut' },
      { head: 'since', narrow: 'omit' },
    ],
    keys.map(({ key, group, topic, partition, records, head, since }) => [
      key,
      group,
      `${topic}/${partition}`,
      String(records),
      deadLetterPosition(head.id),
      red(head.code),
      since.replace('T', ' '),
    ]),
    width,
  );
}

/** One dead letter with its contents. Pure. */
export function deadLetterText(letter: WholeDeadLetterView & Pick<GroupDeadLetter, 'group'>): Printable {
  const facts = (
    [
      ['group', letter.group],
      ['key', letter.key ?? 'none'],
      ['queue', QUEUE[letter.line]],
      ['code', red(letter.code)],
      ['reason', letter.reason],
      ['tries', String(letter.attempts)],
      ['recorded', letter.recordedAt],
      ['parked', letter.since],
    ] as const
  ).map(([name, value]) => text`${grey(padded(name, 12))}${value}`);
  const headers = Object.entries(letter.headers).map(([name, value]) => text`  ${name}: ${value}`);
  return lines([
    bold(deadLetterPosition(letter.id)),
    '',
    ...facts,
    '',
    grey('headers'),
    ...(headers.length === 0 ? ['  none'] : headers),
    '',
    text`${grey('value')}${letter.masked ? yellow(`  masked: ${letter.masked}`) : ''}`,
    block(valueText(letter.value), '  '),
  ]);
}

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return 'no value';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
};
