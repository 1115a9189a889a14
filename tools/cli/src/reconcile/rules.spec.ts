import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNBOOK } from '../render/reconciliation.js';
import { differencesIn, GATE, record, type Rows, wellKeptBank } from './bank.builders.js';
import { RULES } from './rules.js';

type Fault = readonly [code: string, fault: string, make: (rows: Rows) => void];

const drop = (rows: Rows, table: string, of: Record<string, unknown>): void => {
  const isIt = (row: Record<string, unknown>) =>
    Object.entries(of).every(([name, value]) => row[name] === value);
  const left = rows[table]!.filter((row) => !isIt(row));
  if (left.length === rows[table]!.length) throw new Error(`no such row in ${table}`);
  rows[table] = left;
};
const change = (rows: Rows, table: string, id: string, to: Record<string, string | null>): void => {
  Object.assign(
    rows[table]!.find((row) => row['id'] === id)!,
    to,
  );
};
const records = (charge: string, type: string) => ({ charge, type });

const FAULTS: readonly Fault[] = [
  [
    'request-missing',
    'a request that was never published',
    (rows) => drop(rows, 'unsent', { event: 'unsent.requested' }),
  ],
  [
    'cancellation-missing',
    'a till was told cancelled, and debit never hears of it',
    (rows) => {
      change(rows, 'charge', 'approved', { status: 'cancelled', reason: 'deadline-passed' });
    },
  ],
  [
    'request-without-charge',
    'a charge that pos has lost',
    (rows) => {
      drop(rows, 'charge', { id: 'declined' });
    },
  ],
  [
    'request-differs',
    'another amount in pos',
    (rows) => change(rows, 'charge', 'declined', { amount: '1890 EUR' }),
  ],
  [
    'decision-missing',
    'a decision that debit has lost',
    (rows) => {
      drop(rows, 'decision', { id: 'overdue' });
      drop(rows, 'record', records('overdue', 'cancelled'));
      change(rows, 'charge', 'overdue', { ledger: 'open' });
    },
  ],
  [
    'decision-without-request',
    'a decision about a charge that nobody requested',
    (rows) => {
      drop(rows, 'charge', { id: 'declined' });
      drop(rows, 'record', records('declined', 'requested'));
    },
  ],
  [
    'decision-differs',
    'another card in debit',
    (rows) => change(rows, 'decision', 'overdue', { card: 'card_poor' }),
  ],
  [
    'cancellation-not-applied',
    'a cancellation that debit has read and not applied',
    (rows) => {
      change(rows, 'decision', 'reversed', { status: 'approved', reversed: null });
    },
  ],
  [
    'reversal-without-cancellation',
    'money that went back without a cancellation',
    (rows) => drop(rows, 'record', records('reversed', 'cancellation-requested')),
  ],
  ['debt-missing', 'a declined toll that nobody owes', (rows) => drop(rows, 'debt', { id: 'owed' })],
  ['debt-differs', 'a debt of another amount', (rows) => change(rows, 'debt', 'owed', { amount: '1 EUR' })],
  [
    'posting-missing',
    'an approved charge without a posting',
    (rows) => drop(rows, 'posting', { id: 'approved.charge' }),
  ],
  [
    'posting-twice',
    'a charge that was taken twice',
    (rows) => {
      rows['posting']!.push({ ...rows['posting']![0]!, id: 'zz' });
    },
  ],
  [
    'posting-differs',
    'another amount was taken',
    (rows) => change(rows, 'posting', 'approved.charge', { amount: '1991 EUR' }),
  ],
  [
    'posting-without-decision',
    'money that moved for a declined charge',
    (rows) => {
      rows['posting']!.push({ ...rows['posting']![0]!, id: 'declined.charge', charge: 'declined' });
    },
  ],
  [
    'balance-differs',
    'a balance that its postings do not make',
    (rows) => change(rows, 'account', 'holder/acc_rich', { balance: '8011 EUR' }),
  ],
  [
    'outcome-missing',
    'a decision that was never published',
    (rows) => {
      drop(rows, 'record', records('overdue', 'cancelled'));
    },
  ],
  [
    'outcome-without-decision',
    'an outcome that debit has not decided',
    (rows) => {
      rows['record']!.push(record('declined', 'reversed', { pos: 0, sms: 0 }));
    },
  ],
  [
    'outcome-differs',
    'an outcome of another amount',
    (rows) => {
      rows['record']!.push(
        record('declined', 'declined', { amount: '1 EUR', pos: 0, digest: 'declined.declined' }),
      );
    },
  ],
  [
    'outcome-not-applied',
    'an outcome that pos has read and not applied',
    (rows) => change(rows, 'charge', 'approved', { status: 'pending', ledger: 'open' }),
  ],
  [
    'settled-without-outcome',
    'a charge that pos calls settled, and debit has not answered',
    (rows) => change(rows, 'charge', 'on-its-way', { status: 'approved', ledger: 'debited' }),
  ],
  [
    'answer-differs',
    'an answer that the bank did not give',
    (rows) => change(rows, 'charge', 'declined', { status: 'approved' }),
  ],
  [
    'notice-missing',
    'an outcome without a notice',
    (rows) => drop(rows, 'notice', { id: 'approved.approved.approved' }),
  ],
  [
    'notice-without-outcome',
    'a notice that no outcome asks for',
    (rows) => {
      rows['notice']!.push({
        ...rows['notice']![0]!,
        id: 'declined.declined.declined',
        template: 'declined',
      });
    },
  ],
  [
    'notice-differs',
    'a notice of another amount',
    (rows) => change(rows, 'notice', 'approved.approved.approved', { amount: '1 EUR' }),
  ],
  [
    'event-changed',
    'the same event with other bytes',
    (rows) => {
      rows['record']!.push(record('approved', 'requested', { digest: 'other' }));
    },
  ],
];

describe('the rules of the reconciliation', () => {
  it('find nothing in a bank without a fault, also in what is on its way', () => {
    expect(differencesIn(wellKeptBank())).toEqual([]);
  });

  it('are each broken here, or by a record that does not fit its entry', () => {
    const broken = new Set(FAULTS.map(([code]) => code));
    const left = RULES.map(({ code }) => code).filter((code) => !broken.has(code));
    expect(left).toEqual(['entry-missing', 'entry-differs', 'entry-without-record', 'records-deleted']);
  });

  it('have each a heading in the runbook, and the runbook has no other', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../..', RUNBOOK), 'utf8');
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(RULES.map(({ code }) => code));
  });

  it.each(FAULTS)('%s: %s', (code, _fault, make) => {
    const rows = wellKeptBank();
    make(rows);
    const found = differencesIn(rows);
    expect(found.map((one) => one.code)).toContain(code);
    for (const { place, detail } of found) {
      expect(place).toMatch(/\w/);
      expect(detail).toMatch(/\w/);
    }
  });

  it('name the fact that differs, and both of its values', () => {
    const rows = wellKeptBank();
    change(rows, 'charge', 'owed', { ...GATE, amount: '1890 EUR', card: null });
    expect(differencesIn(rows)).toContainEqual({
      code: 'request-differs',
      charge: 'owed',
      place: expect.stringMatching(/^charges\.requested\/0@\d+$/),
      detail: 'card: none in pos, card_rich in the record; amount: 1890 EUR in pos, 1990 EUR in the record',
    });
  });
});
