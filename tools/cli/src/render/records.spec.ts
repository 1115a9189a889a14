import { stripVTControlCharacters } from 'node:util';
import type { RecordView } from '../kafka/record-view.js';
import { anOutcome, aRecord } from '../watch/charge-facts.builders.js';
import { printable, type Printable } from './printable.js';
import { recordHeads, recordLine } from './records.js';

const plain = (text: Printable): string[] => stripVTControlCharacters(text.toString()).split('\n');

describe('a record on one line', () => {
  const charge = {
    ...{ chargeId: '01a204ef-4271-7bb5-9de3-dfcc51258005', kind: 'shop', accountId: 'acc_rich' },
    card: { token: 'card_rich', last4: '4242', product: 'debit' },
    amount: { value: '1990', currency: 'EUR' },
    ...{ merchantId: 'm_corner_shop', tillId: 'till-7', gateId: null, laneId: null, passedAt: null },
    requestedAt: '2026-11-22T20:00:00.000Z',
    decidedAt: '2026-11-22T20:00:00.041Z',
    balanceAfter: { value: '998010', currency: 'EUR' },
  };
  const approved = anOutcome({ value: charge });
  const lineOf = (record: RecordView, width: number, raw = false): string =>
    plain(recordLine(record, { width, raw }))[0]!;

  it('time, place, key, and what a person wants to read', () => {
    expect(lineOf(approved, 140)).toBe(
      '2026-11-22 20:00:00.000Z 2@117     acc_rich      approved 19.90 EUR card_rich, m_corner_shop',
    );
    expect(plain(recordHeads({ width: 140 }))[0]).toMatch(/^time +place +key +record$/);
  });

  it('has the time of the day only where there is little room', () => {
    expect(lineOf(approved, 80)).toBe(
      '20:00:00.000 2@117   acc_rich   approved 19.90 EUR card_rich, m_corner_shop',
    );
    expect(lineOf(approved, 60)).toBe('20:00:00.000 2@117   acc_rich   approved 19.90 EUR card_ric…');
  });

  it.each([60, 80, 99, 100, 140])('is at most %i columns wide, whatever its parts are', (width) => {
    const record = aRecord({
      ...{ key: 'k'.repeat(200), offset: '9'.repeat(19), timestamp: '9223372036854775807', time: null },
      value: { text: 'x'.repeat(900) },
    });
    expect(printable(recordLine(record, { width })).width).toBe(width);
  });

  it('with the whole value', () => {
    expect(lineOf(approved, 60, true)).toContain(`acc_rich   ${JSON.stringify(charge)}`);
  });

  it('of the course is its text', () => {
    const message = { topic: 'course.messages', type: null, time: null, key: 'odd', value: 'M1' };
    expect(lineOf(aRecord(message), 60)).toBe('20:00:00.012 2@118   odd        M1');
  });

  it('that its readers reject begins with the code', () => {
    const record = aRecord({ value: 'a\nb', undecodable: { code: 'not-a-cloud-event', reason: 'r' } });
    expect(lineOf(record, 140)).toMatch(/ ! not-a-cloud-event a b$/);
    const copy = { ...approved, headers: { 'peaje-dlq-code': 'sql-22003' } };
    expect(lineOf(copy, 140)).toMatch(/ ! sql-22003 approved 19\.90 EUR /);
  });

  it.each([
    [
      'peaje.charge.declined.v1',
      { ...charge, reason: 'insufficient-funds' },
      /declined: insufficient-funds 19/,
    ],
    [
      'peaje.charge.cancellation-requested.v1',
      { ...charge, cause: 'caller' },
      /cancellation: caller 19\.90 EUR/,
    ],
    ['peaje.charge.approved.v1', 'no event at all', / no event at all$/],
    ['constructor', { a: 1 }, / \{"a":1\}$/],
    ['tombstone', null, / removed$/],
    [
      'peaje.card.changed.v1',
      {
        ...{ token: 'card_rich', accountId: 'acc_rich', product: 'debit', last4: '4242', expires: '2030-12' },
        ...{ status: 'active', deniedSince: null, version: 1 },
      },
      / debit card •••• 4242, active$/,
    ],
    [
      'peaje.holder.changed.v1',
      { accountId: 'acc_rich', name: 'Ada', phone: '+34600000001', language: 'es', version: 2 },
      / holder, texts in es, version 2$/,
    ],
    [
      'peaje.audit.checkpoint.v1',
      {
        ...{ chain: 'charges.decided/1', seq: 42, hash: 'ab'.repeat(32) },
        ...{ signature: 's', signedAt: '2026-11-22T20:00:00.000Z' },
      },
      / signed: charges\.decided\/1 up to entry 42$/,
    ],
  ])('of type %s', (type, value, digest) => {
    expect(lineOf(aRecord({ type, value }), 140)).toMatch(digest);
  });
});
