import type { WholeDeadLetterView } from '@peaje/contracts';
import { deadLetterPosition } from '../dead-letter-id.js';
import type { GroupDeadLetter, GroupParkedKey } from '../parking.js';
import { bold, grey, red, table, yellow } from './table.js';

const QUEUE = { head: 'head', behind: 'waiting', none: 'none' } as const;

/** Pure. */
export function deadLettersText(deadLetters: readonly GroupDeadLetter[]): string {
  if (deadLetters.length === 0) return 'There are no dead letters.';
  return table(
    [
      { head: 'dead letter' },
      { head: 'group' },
      { head: 'key' },
      { head: 'code' },
      { head: 'tries', align: 'right' },
      { head: 'queue' },
      { head: 'since' },
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
  );
}

/** Pure. */
export function parkedKeysText(keys: readonly GroupParkedKey[]): string {
  if (keys.length === 0) return 'No key is parked.';
  return table(
    [
      { head: 'key' },
      { head: 'group' },
      { head: 'partition' },
      { head: 'records', align: 'right' },
      { head: 'waits for' },
      { head: 'code' },
      { head: 'since' },
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
  );
}

/** One dead letter with its contents. Pure. */
export function deadLetterText(letter: WholeDeadLetterView & Pick<GroupDeadLetter, 'group'>): string {
  const facts = [
    ['group', letter.group],
    ['key', letter.key ?? 'none'],
    ['queue', QUEUE[letter.line]],
    ['code', red(letter.code)],
    ['reason', letter.reason],
    ['tries', String(letter.attempts)],
    ['recorded', letter.recordedAt],
    ['parked', letter.since],
  ];
  const headers = Object.entries(letter.headers).map(([name, value]) => `  ${name}: ${value}`);
  return [
    bold(deadLetterPosition(letter.id)),
    '',
    facts.map(([name = '', value = '']) => `${grey(name.padEnd(12))}${value}`).join('\n'),
    '',
    grey('headers'),
    headers.length === 0 ? '  none' : headers.join('\n'),
    '',
    grey('value') + (letter.masked ? yellow(`  masked: ${letter.masked}`) : ''),
    valueText(letter.value).replace(/^/gm, '  '),
  ].join('\n');
}

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return 'no value';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
};
