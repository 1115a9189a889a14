import type { EntryView, NoticeView } from '@peaje/contracts';
import { journey, type JourneyFacts } from './journey.js';
import { aRequest, anApproval } from './record.builders.js';

const ID = '01a204ef-4271-7bb5-9de3-dfcc51258005';
const at = (ms: number): string => new Date(Date.parse('2026-11-22T20:25:18.706Z') + ms).toISOString();
const stamp = (ms: number): bigint => BigInt(Date.parse(at(ms)));

const entry = (topic: string, offset: string): EntryView => ({
  ...{
    chain: `${topic}/2`,
    seq: 7,
    topic,
    partition: 2,
    offset,
    type: null,
    time: at(12),
    hash: 'ab'.repeat(32),
  },
});
const notice: NoticeView = {
  ...{ id: `${ID}.approved.approved`, chargeId: ID, template: 'approved', status: 'sent' },
  ...{ to: '+34******001', text: 'x', sentAt: at(95) },
};

const facts = (changes: Partial<JourneyFacts> = {}): JourneyFacts => ({
  chargeId: ID,
  charge: {
    ...{ kind: 'shop', status: 'approved', ledger: 'debited', merchantId: 'm_corner_shop' },
    ...{ amount: { value: '1990', currency: 'EUR' }, requestedAt: at(0), decidedAt: at(60) },
  },
  answers: [{ at: at(60), afterMs: 61, request: 'charge', httpStatus: 201, status: 'approved' }],
  records: [
    anApproval(ID, { offset: 117n, timestampMs: stamp(48) }),
    aRequest(ID, { offset: 118n, timestampMs: stamp(12) }),
  ],
  entries: [entry('charges.requested', '118'), entry('charges.decided', '117')],
  notices: [notice],
  silent: [],
  unread: [],
  ...changes,
});

const told = (changes: Partial<JourneyFacts> = {}) =>
  journey(facts(changes)).steps.map(({ step, by, time, again }) => [
    step,
    by,
    time && Date.parse(time) - Date.parse(at(0)),
    again,
  ]);

it('tells a purchase from its request to the text, each step with its time and its place', () => {
  expect(told()).toEqual([
    ['stored', 'pos', 0, 0],
    // The decision has the time of the bank's row.
    ['decided', 'debit', 0, 0],
    ['published', 'kafka', 12, 0],
    ['outcome-published', 'kafka', 48, 0],
    ['caller-answered', 'pos', 60, 0],
    ['text', 'sms', 95, 0],
    ['entered', 'audit', null, 0],
    ['entered', 'audit', null, 0],
  ]);
  expect(journey(facts()).charge).toEqual({
    ...{ kind: 'shop', merchantId: 'm_corner_shop', status: 'approved', ledger: 'debited' },
    amount: { value: '1990', currency: 'EUR' },
  });
});

it('a record that was sent again stands on the same step, which is that of the first', () => {
  const again = aRequest(ID, { offset: 130n, timestampMs: stamp(60_012) });
  const { steps } = journey(facts({ records: [again, ...facts().records] }));
  const published = steps.filter(({ step }) => step === 'published');
  expect(published).toMatchObject([{ again: 1, time: at(12), record: { offset: '118' } }]);
});

it('a charge that is pending has no answer yet', () => {
  const charge = { ...facts().charge!, status: 'pending', decidedAt: null };
  expect(told({ charge, answers: [], records: [], entries: [], notices: [] })).toEqual([
    ['stored', 'pos', 0, 0],
  ]);
});

const answered = (changes: Partial<JourneyFacts>) =>
  journey(facts(changes)).steps.filter(({ step }) => step === 'caller-answered');

it('an answer that was given again stands on the same step, with the time of the first', () => {
  const [first] = facts().answers;
  const again = { ...first!, at: at(900), afterMs: 3 };
  expect(answered({ answers: [first!, again] })).toMatchObject([
    { again: 1, time: at(60), afterMs: 61, httpStatus: 201, status: 'approved' },
  ]);
});

it('an answer that no instance of pos remembers has no time', () => {
  const unremembered = { time: null, afterMs: null, httpStatus: null };
  expect(answered({ answers: [] })).toMatchObject([{ ...unremembered, status: 'approved' }]);
  const charge = { ...facts().charge!, kind: 'toll' };
  expect(answered({ answers: [], charge })).toMatchObject([{ ...unremembered, status: 'pending' }]);
});

it('without pos its records say what it is', () => {
  expect(journey(facts({ charge: null, answers: [], silent: ['pos'] }))).toMatchObject({
    charge: { kind: 'shop', merchantId: 'm_corner_shop', status: 'unknown', ledger: null },
    silent: ['pos'],
  });
});

it('a record that cannot be decoded is no step', () => {
  expect(told({ records: [aRequest(ID, { value: Buffer.from('{') })] }).map(([step]) => step)).not.toContain(
    'published',
  );
});
