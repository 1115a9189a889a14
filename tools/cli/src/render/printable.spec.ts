import { stripVTControlCharacters } from 'node:util';
import { escaped } from '@peaje/kernel';
import fc from 'fast-check';
import type { GroupDeadLetter } from '../parking.js';
import { CliError, errorText, EXIT } from '../cli-error.js';
import { aCharge, aNotice, aRecord, settledFacts } from '../watch/charge-facts.builders.js';
import { chargeText } from './charge.js';
import { deadLettersText, deadLetterText, parkedKeysText } from './dead-letters.js';
import { groupsText, groupText } from './groups.js';
import { noticesText } from './notices.js';
import { block, cut, json, padded, Printable, printable, red, text } from './printable.js';
import { reconciliationText } from './reconciliation.js';
import { recordLine } from './records.js';
import { redriveText } from './redrive.js';
import { timelineText } from './timeline.js';
import { topicsText } from './topics.js';
import { verificationText } from './verification.js';

/** What a terminal acts on or does not show; our own line breaks and colours are taken out before. */
const HOSTILE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;
const plain = (shown: Printable) => stripVTControlCharacters(shown.toString());

const letter = (of: string): GroupDeadLetter & { line: 'head' } => ({
  group: 'debit',
  id: `${of}-2-118`,
  topic: of,
  partition: 2,
  offset: '118',
  key: of,
  type: of,
  line: 'head',
  code: of,
  reason: of,
  attempts: 3,
  since: of,
});

/** Every page of the program, with a text of others wherever one can stand. */
const PAGES: Readonly<Record<string, (of: string) => Printable>> = {
  tail: (of) => recordLine(aRecord({ key: of, type: of, time: of, value: of }), { width: 200 }),
  'tail of an undecodable record': (of) =>
    recordLine(aRecord({ key: of, value: { [of]: of }, undecodable: { code: of, reason: of } }), {
      width: 200,
    }),
  charge: (of) => chargeText(aCharge({ id: of, reason: of as never, merchantId: of, tillId: of })),
  watch: (of) =>
    timelineText(settledFacts({ notices: [aNotice({ template: of, to: of })], charge: aCharge({ id: of }) })),
  notices: (of) => noticesText([aNotice({ chargeId: of, template: of, to: of, sentAt: of })], true),
  'dlq list': (of) => deadLettersText([letter(of)]),
  'dlq show': (of) =>
    deadLetterText({ ...letter(of), recordedAt: of, headers: { [of]: of }, value: of, masked: null }),
  'dlq show of JSON': (of) =>
    deadLetterText({ ...letter(of), recordedAt: of, headers: {}, value: { [of]: [of] }, masked: null }),
  'dlq keys': (of) =>
    parkedKeysText([
      {
        group: 'debit',
        key: of,
        topic: of,
        partition: 0,
        since: of,
        records: 1,
        head: { id: of, code: of, attempts: 1 },
      },
    ]),
  'dlq redrive': (of) =>
    redriveText(
      [
        {
          group: 'debit',
          topic: of,
          partition: 0,
          key: of,
          redriven: 0,
          left: 1,
          stoppedBy: { deadLetterId: of, code: of, attempts: 1, outage: false },
        },
      ],
      false,
    ),
  groups: (of) => groupsText([{ group: of, state: of, lag: 0, members: [], partitions: [] }]),
  'groups of one': (of) =>
    groupText({
      group: of,
      state: of,
      lag: 1,
      members: [
        { memberId: of, clientId: of, host: of, idle: false, partitions: [{ topic: of, partition: 0 }] },
      ],
      partitions: [{ topic: of, partition: 0, committed: 1, end: 2, lag: 1, memberId: of }],
    }),
  topics: (of) =>
    topicsText([
      {
        topic: of,
        partitions: 1,
        replicas: 1,
        inSync: 1,
        leaderless: 0,
        cleanup: of,
        retentionMs: null,
        records: 1,
      },
    ]),
  'audit verify': (of) =>
    verificationText(
      [
        {
          chain: of,
          entries: 1,
          ok: false,
          head: { seq: 1, offset: of, hash: of },
          firstBreak: { seq: 1, topic: of, partition: 0, offset: of, kind: 'changed', detail: of },
          since: 0,
          verified: null,
          checkpoints: { checked: 0, invalid: 0, number: 0, vouchedSeq: 0 },
          reread: { ok: false, records: 1, behind: 0, difference: of },
        },
      ],
      [{ kind: 'unknown-key', chain: of, topic: of, partition: 0, offset: of, detail: of }],
    ),
  reconcile: (of) =>
    reconciliationText({
      ok: false,
      findings: [{ code: of, count: 2, first: [{ code: of, chargeId: of, place: of, detail: of }] }],
      compared: { charges: 1, records: 1, decisions: 1, postings: 1, accounts: 1, entries: 1, notices: 1 },
      onTheWay: { pending: 1, unsent: 1, debit: 1, pos: 1, sms: 1, refused: 1 },
    }),
  'an error': (of) =>
    errorText(new CliError(EXIT.refused, `There is no ${of}.`, text`These exist: ${of}`), false),
  'an unexpected error': (of) => errorText(new TypeError(of), false),
  'a stack trace': (of) => errorText(new TypeError(of), true),
  json: (of) => json({ [of]: [of] }, 2),
};

describe.each(Object.entries(PAGES))('%s', (_, page) => {
  it('prints nothing that a terminal acts on, whatever the text of others is', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      fc.string({
        unit: fc.constantFrom('\x1b', '[', ']', '8m', '0;', '\x07', '\x9b', '\u202e', '\r', '\n'),
      }),
    );
    fc.assert(
      fc.property(hostile, (of) => !HOSTILE.test(plain(page(of)))),
      { numRuns: 300 },
    );
  });
});

it.each(Object.entries(PAGES).filter(([name]) => !/error|trace|dlq show$/.test(name)))(
  '%s: a line break of others makes no line',
  (_, page) => {
    const count = (of: string) => plain(page(of)).split('\n').length;
    expect(count('a\nb\r\nc')).toBe(count('abc'));
  },
);

it('every code point that is no letter of ours is escaped or shown, alone', () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const character = String.fromCodePoint(point);
    const shown = printable(character).toString();
    const isHostile =
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(character) &&
      !/\p{Variation_Selector}/u.test(character);
    if (isHostile ? !/^(\\u[0-9a-f]{4}|\\[btnfr])+$/.test(shown) : shown !== character)
      throw new Error(`U+${point.toString(16)} is shown as ${JSON.stringify(shown)}`);
  }
});

it('our colours stay, and those of others do not', () => {
  const { FORCE_COLOR } = process.env;
  process.env['FORCE_COLOR'] = '1';
  expect(red('\x1b[8m').toString()).toMatch(/^(\x1b\[31m)?\\u001b\[8m(\x1b\[39m)?$/);
  if (FORCE_COLOR === undefined) delete process.env['FORCE_COLOR'];
  else process.env['FORCE_COLOR'] = FORCE_COLOR;
});

it('JSON stays the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const shown = json(value, 2).toString();
      expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(shown).not.toMatch(HOSTILE);
    }),
  );
});

it('a cell has its width in columns, also with wide characters', () => {
  expect(padded('日本', 6).width).toBe(6);
  expect(cut('日本語', 5).toString()).toBe('日本…');
  expect(cut('日本語', 4).toString()).toBe('日…');
  expect(cut('abc', 3).toString()).toBe('abc');
  expect(cut('abc', 0).toString()).toBe('');
});

it('a text of several lines keeps them, each with its indent', () => {
  expect(block('a\tb\nc', '  ').toString()).toBe('  a\\tb\n  c');
  expect(escaped('a\nb\u{e0001}')).toBe('a\\nb\\udb40\\udc01');
});
