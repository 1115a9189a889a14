import type { ChargeView, EntryView, GivenAnswer, NoticeView } from '@peaje/contracts';
import type { RecordView } from '../kafka/record-view.js';
import type { ChargeFacts } from './charge-facts.js';

const ID = '01a204ef-4271-7bb5-9de3-dfcc51258005';
const at = (ms: number): string => new Date(Date.UTC(2026, 10, 22, 20) + ms).toISOString();

export const aCharge = (changes: Partial<ChargeView> = {}): ChargeView => ({
  id: ID,
  kind: 'shop',
  status: 'approved',
  reason: null,
  ledger: 'debited',
  amount: { value: '1990', currency: 'EUR' },
  card: { token: 'card_rich', last4: '4242' },
  merchantId: 'm_corner_shop',
  tillId: 'till-7',
  gateId: null,
  laneId: null,
  reference: null,
  requestedAt: at(0),
  decideBy: at(10_000),
  passedAt: null,
  decidedAt: at(80),
  ...changes,
});

export const aRecord = (changes: Partial<RecordView> = {}): RecordView => ({
  topic: 'charges.requested',
  partition: 2,
  offset: '118',
  timestamp: at(12),
  key: 'acc_rich',
  type: 'peaje.charge.requested.v1',
  time: at(0),
  value: { chargeId: ID },
  headers: {},
  undecodable: null,
  ...changes,
});

export const anOutcome = (changes: Partial<RecordView> = {}): RecordView =>
  aRecord({
    topic: 'charges.decided',
    offset: '117',
    timestamp: at(48),
    type: 'peaje.charge.approved.v1',
    value: { chargeId: ID, decidedAt: at(41), balanceAfter: { value: '998010', currency: 'EUR' } },
    ...changes,
  });

export const anEntry = ({ topic, partition, offset, type, timestamp }: RecordView, seq = 119): EntryView => ({
  chain: `${topic}/${partition}`,
  seq,
  topic,
  partition,
  offset,
  type,
  time: timestamp,
  hash: 'ab'.repeat(32),
});

export const aNotice = (changes: Partial<NoticeView> = {}): NoticeView => ({
  id: `${ID}.approved.approved`,
  chargeId: ID,
  template: 'approved',
  status: 'sent',
  to: '+34******001',
  text: 'x',
  sentAt: at(95),
  ...changes,
});

const anAnswer = (changes: Partial<GivenAnswer> = {}): GivenAnswer => ({
  at: at(52),
  afterMs: 55,
  request: 'charge',
  httpStatus: 201,
  status: 'approved',
  ...changes,
});

/** An approved purchase with all its records, entries and notices. */
export const settledFacts = (changes: Partial<ChargeFacts> = {}): ChargeFacts => ({
  charge: aCharge(),
  answers: [anAnswer()],
  answerMayCome: false,
  records: [aRecord(), anOutcome()],
  entries: [anEntry(aRecord()), anEntry(anOutcome(), 118)],
  notices: [aNotice()],
  silent: [],
  ...changes,
});
