import type { WholeDeadLetterView } from '@peaje/contracts';
import type { GroupKey, GroupLetter } from '../parking.js';
import { bold, grey, red, table, yellow } from './table.js';

/** `charges.requested-2-118` as places are written: `charges.requested/2@118`. Pure. */
export const placeText = (id: string): string => id.replace(/^(.+)-(\d+)-(\d+)$/, '$1/$2@$3');

const LINE = { head: 'head of its key', behind: 'waits', none: 'alone' } as const;

/** Pure. */
export function deadLettersText(letters: readonly GroupLetter[]): string {
  if (letters.length === 0) return 'There are no dead letters.';
  return table(
    [
      { head: 'dead letter' },
      { head: 'group' },
      { head: 'key' },
      { head: 'code' },
      { head: 'tries', align: 'right' },
      { head: 'stands' },
      { head: 'since' },
    ],
    letters.map(({ id, group, key, code, attempts, line, since }) => [
      placeText(id),
      group,
      key ?? grey('–'),
      line === 'behind' ? grey(code) : red(code),
      String(attempts),
      LINE[line],
      since.replace('T', ' '),
    ]),
  );
}

/** Pure. */
export function parkedKeysText(keys: readonly GroupKey[]): string {
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
      placeText(head.id),
      red(head.code),
      since.replace('T', ' '),
    ]),
  );
}

/** Everything about one. Pure. */
export function deadLetterText(letter: WholeDeadLetterView & Pick<GroupLetter, 'group'>): string {
  const facts = [
    ['by group', letter.group],
    ['key', letter.key ?? 'none'],
    ['stands', LINE[letter.line]],
    ['code', red(letter.code)],
    ['reason', letter.reason],
    ['tries', String(letter.attempts)],
    ['recorded', letter.recordedAt],
    ['parked', letter.since],
  ];
  const headers = Object.entries(letter.headers).map(([name, value]) => `  ${name}: ${value}`);
  return [
    bold(placeText(letter.id)),
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
