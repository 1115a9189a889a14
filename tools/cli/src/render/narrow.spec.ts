import { stripVTControlCharacters } from 'node:util';
import { demoCards } from '@peaje/stack/info';
import type { GroupDeadLetter } from '../parking.js';
import { aNotice } from '../watch/charge-facts.builders.js';
import { cardsText } from './cards.js';
import { deadLettersText, parkedKeysText } from './dead-letters.js';
import { noticesText } from './notices.js';
import { type Printable, printable } from './printable.js';
import { redriveText } from './redrive.js';
import { stackText } from './stack.js';
import { unreadableBatchesText } from './unreadable-batches.js';
import { verificationText } from './verification.js';

const SINCE = '2026-11-25T09:37:48.029Z';
const letter: GroupDeadLetter = {
  group: 'debit-passages',
  id: 'passages.requested-2-1180000',
  topic: 'passages.requested',
  partition: 2,
  offset: '1180000',
  key: 'acc_0230',
  type: null,
  line: 'head',
  code: 'fingerprint-mismatch',
  reason: 'r',
  attempts: 3,
  since: SINCE,
};
const process = { name: 'fake-twilio-1', state: 'waiting' as const, pid: 4_194_304, restarts: 12 };

const TABLES: Readonly<Record<string, (width: number) => Printable>> = {
  cards: (width) => cardsText(demoCards(), width),
  notices: (width) => noticesText([aNotice()], true, width),
  'dlq list': (width) => deadLettersText([letter], width),
  'dlq keys': (width) =>
    parkedKeysText(
      [
        {
          group: letter.group,
          key: 'acc_0230',
          topic: letter.topic,
          partition: 2,
          since: SINCE,
          records: 2,
          head: { id: letter.id, code: letter.code, attempts: 3 },
        },
      ],
      width,
    ),
  'dlq redrive': (width) =>
    redriveText(
      [
        {
          group: letter.group,
          topic: letter.topic,
          partition: 2,
          key: 'acc_0230',
          redriven: 1,
          left: 0,
          stoppedBy: null,
        },
      ],
      false,
      width,
    ),
  'dlq batches': (width) =>
    unreadableBatchesText(
      [
        {
          group: 'debit',
          topic: 'charges.requested',
          partition: 2,
          firstOffset: '118',
          lastOffset: '157',
          code: 'crc-mismatch',
          reason: 'r',
          since: SINCE,
          skipped: { by: 'bank', at: SINCE, reason: 'disk failure of 26 November' },
        },
      ],
      width,
    ),
  'audit verify': (width) =>
    verificationText(
      [
        {
          chain: 'passages.requested/3',
          entries: 1_000_000,
          ok: true,
          head: { seq: 1_000_000, offset: '1000000', hash: '2f7ed8b47b0e2f7e' },
          firstBreak: null,
          since: 0,
          verified: null,
          checkpoints: { checked: 12, invalid: 0, number: 12, vouchedSeq: 1 },
          reread: { ok: true, records: 1_000_000, behind: 0, difference: null },
        },
      ],
      [],
      width,
    ),
  'stack status': (width) =>
    stackText(
      {
        ready: true,
        services: { 'fake-twilio': [{ ...process, url: 'http://127.0.0.1:23201' }] },
        brokers: [{ ...process, name: 'kafka-1', id: 1, port: 19_092 }],
        postgres: { ...process, name: 'postgres' },
      },
      width,
    ),
};

const widest = (shown: Printable): number =>
  Math.max(
    ...stripVTControlCharacters(shown.toString())
      .split('\n')
      .map((line) => printable(line).width),
  );

describe.each([60, 72, 80, 140])('in %i columns', (width) => {
  it.each(Object.entries(TABLES))('%s fits', (_, table) => {
    expect(widest(table(width))).toBeLessThanOrEqual(width);
  });
});

it('a charge id is whole in 60 columns: somebody copies it', () => {
  expect(noticesText([aNotice()], false, 60).toString()).toContain(aNotice().chargeId);
});
