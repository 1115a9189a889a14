import { stripVTControlCharacters } from 'node:util';
import { aCharge, aNotice, settledFacts } from '../watch/charge-facts.builders.js';
import { chargeLine, chargeText } from './charge.js';
import { deadLettersText, deadLetterText, parkedKeysText } from './dead-letters.js';
import { groupsText, groupText, type GroupView } from './groups.js';
import { noticesText } from './notices.js';
import type { Printable } from './printable.js';
import { redriveText } from './redrive.js';
import { stackText } from './stack.js';
import { elapsed, timelineText } from './timeline.js';

const AT = '2026-11-22T23:37:48.029Z';
const plain = (text: Printable): string[] => stripVTControlCharacters(text.toString()).split('\n');

const group: GroupView = {
  group: 'debit',
  state: 'Stable',
  lag: 3,
  members: [
    {
      memberId: 'debit-1-0150cd62-3179',
      clientId: 'debit-1',
      host: '127.0.0.1',
      idle: false,
      partitions: [{ topic: 'charges.requested', partition: 0 }],
    },
    { memberId: 'debit-2-99aabbcc', clientId: 'debit-2', host: '127.0.0.1', idle: true, partitions: [] },
  ],
  partitions: [
    {
      topic: 'charges.requested',
      partition: 0,
      committed: 2,
      end: 5,
      lag: 3,
      memberId: 'debit-1-0150cd62-3179',
    },
    { topic: 'charges.requested', partition: 1, committed: null, end: 0, lag: 0, memberId: null },
  ],
};

it('the timeline of a charge', () => {
  expect(plain(timelineText(settledFacts()))).toEqual([
    '01a204ef-4271-7bb5-9de3-dfcc51258005  19.90 EUR  card_rich •••• 4242  m_corner_shop, till-7',
    'approved, the money has moved',
    '',
    'after  source  event                    where                    audit',
    ' 0 ms  pos     stored',
    '12 ms  kafka   requested                charges.requested/2@118  #119',
    '41 ms  debit   approved                 balance 9980.10 EUR',
    '48 ms  kafka   approved                 charges.decided/2@117    #118',
    '52 ms  pos     told the till: approved  answered in 55 ms',
    '95 ms  sms     text: approved           +34******001 sent',
  ]);
});

it('the timeline names the missing steps, and shows events without a time last', () => {
  const facts = settledFacts({
    notices: [aNotice({ status: 'intent', to: null, sentAt: null })],
    entries: [],
  });
  const lines = plain(timelineText(facts));
  expect(lines.at(-1)).toBe('waiting for audit, the text to the holder');
  expect(lines.at(-3)).toMatch(/–\s+sms .* will be sent$/);
  expect(lines.join('\n')).toContain('not yet');
});

it.each([
  [12, '12 ms'],
  [12_340, '12.3 s'],
  [1_200_000, '20 min'],
  [7_200_000 * 10, '20 h'],
])('%i ms is written %s', (ms, text) => {
  expect(elapsed(new Date(0).toISOString(), new Date(ms).toISOString())).toBe(text);
});

it.each([
  [{}, 'approved, the money has moved'],
  [
    { status: 'declined', ledger: 'untouched', reason: 'insufficient-funds' },
    'declined: insufficient-funds, no money has moved',
  ],
  [
    { status: 'declined', ledger: 'untouched', reason: 'card-blocked', kind: 'toll' },
    'declined: card-blocked, now a debt of the holder',
  ],
  [
    { status: 'cancelled', ledger: 'open', reason: 'deadline-passed' },
    'cancelled: deadline-passed, the bank has not confirmed it yet',
  ],
  [{ status: 'pending', ledger: 'open', kind: 'toll' }, 'accepted, not decided yet'],
] as const)('a charge %j: %s', (changes, text) => {
  expect(plain(chargeText(aCharge(changes)))[0]).toBe(text);
});

it.each([60, 80, 140])('a decided charge fits on one line of %i columns', (width) => {
  const [line] = plain(chargeLine(aCharge(), width));
  expect(line!.length).toBeLessThanOrEqual(width);
  expect(line).toMatch(/^20:00:00\.000 {2}approved {3}19\.90 EUR {5}card_rich/);
  if (width === 140) expect(line).toMatch(/m_corner_shop, till-7 {2}80 ms {2}01a204ef-\S+$/);
});

it('groups, and their idle members', () => {
  expect(plain(groupsText([group]))[1]).toMatch(/^debit  Stable  2, 1 idle    3  charges\.requested$/);
  const lines = plain(groupText(group));
  expect(lines).toContain(
    'debit-2-99aabb  127.0.0.1  receives nothing: each of the 2 partitions has a reader',
  );
  const sharing = plain(groupText({ ...group, state: 'PreparingRebalance' }));
  expect(sharing.join('\n')).toMatch(/debit-2-99aabb +127\.0\.0\.1 +receives nothing yet: the group shares/);
  expect(lines).toContain('charges.requested/0          2    5    3  debit-1-0150cd');
  expect(lines).toContain('charges.requested/1          –    0    0  none');
  expect(plain(groupsText([]))).toEqual(['There are no groups.']);
});

it('dead letters: a list, one with its contents, and parked keys', () => {
  const letter = {
    group: 'debit',
    id: 'charges.requested-2-118',
    topic: 'charges.requested',
    partition: 2,
    offset: '118',
    key: 'acc_rich',
    type: 'x',
    line: 'head',
    code: 'sql-22003',
    reason: 'a rule',
    attempts: 3,
    since: AT,
    recordedAt: AT,
    headers: { ce_id: 'x' },
    value: { a: '(personal)' },
    masked: 'personal-data',
  } as const;
  expect(plain(deadLettersText([letter]))[1]).toMatch(
    /^charges\.requested\/2@118  debit  acc_rich  sql-22003 +3  head /,
  );
  const contents = plain(deadLetterText(letter));
  expect(contents).toEqual(
    expect.arrayContaining(['code        sql-22003', '  ce_id: x', '    "a": "(personal)"']),
  );
  expect(contents).toContain('value  masked: personal-data');
  const { group: owner, key: ofKey, topic: from, partition, since, id, code, attempts } = letter;
  const head = { id, code, attempts };
  const key = { group: owner, key: ofKey, topic: from, partition, since, records: 4, head };
  expect(plain(parkedKeysText([key]))[1]).toMatch(
    /^acc_rich  debit  charges\.requested\/2 +4  charges\.requested\/2@118/,
  );
});

describe('a redrive', () => {
  const queue = { group: 'debit', topic: 'charges.requested', partition: 2, key: 'acc_rich' } as const;
  const stopped = { deadLetterId: 'charges.requested-2-118', code: 'sql-22003', attempts: 4 };

  it('that leaves nothing needs no next step', () => {
    const lines = plain(redriveText([{ ...queue, redriven: 3, left: 0, stoppedBy: null }], false));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^debit  charges\.requested\/2  acc_rich +3 +0  nothing$/);
  });

  it('that stopped names the next step', () => {
    const report = { ...queue, redriven: 0, left: 3, stoppedBy: { ...stopped, outage: false } };
    expect(plain(redriveText([report], false)).at(-1)).toMatch(
      /show charges\.requested\/2@118 .* discard charges\.requested\/2@118/,
    );
    const outage = { ...report, stoppedBy: { ...stopped, outage: true } };
    expect(plain(redriveText([outage], false)).at(-1)).toMatch(
      /outage and changed nothing\. Run the same command again/,
    );
  });

  it('that is a dry run reports what it would do', () => {
    const lines = plain(redriveText([{ ...queue, redriven: 0, left: 3, stoppedBy: null }], true));
    expect(lines[0]).toMatch(/would redrive/);
    expect(lines[1]).toMatch(/acc_rich +3$/);
  });
});

it('notices, and how to see older ones', () => {
  expect(plain(noticesText([aNotice(), aNotice()], true)).at(-1)).toBe('There are older ones: --max 4');
  expect(plain(noticesText([aNotice()], false))).toHaveLength(2);
  expect(plain(noticesText([], false))).toEqual(['There are no such notices.']);
});

it('the processes of the stack', () => {
  const process = { name: 'pos-1', state: 'ready' as const, pid: 7, restarts: 0 };
  const status = {
    ready: true,
    services: { pos: [{ ...process, url: 'http://127.0.0.1:3000' }] },
    brokers: [{ ...process, name: 'kafka-1', id: 1, port: 9092 }],
    postgres: { ...process, name: 'postgres', state: 'stopped' as const, pid: null, restarts: 2 },
  };
  expect(plain(stackText(status))).toEqual([
    'process   state    pid  restarts  where',
    'pos-1     ready      7         0  http://127.0.0.1:3000',
    'kafka-1   ready      7         0  broker 1, 127.0.0.1:9092',
    'postgres  stopped    –         2',
  ]);
});
