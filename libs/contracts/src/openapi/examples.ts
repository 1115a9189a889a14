/** Examples from the demo data. `components.spec` checks each against its schema. */
const chargeId = '01a204ef-4271-7bb5-9de3-dfcc51258005';
const at = '2026-11-22T20:25:18.706Z';
const decidedAt = '2026-11-22T20:25:18.786Z';

export const key = '8f14e45f-ceea-467f-a8f7-33d31f0bcd11';
export const amount = { value: '1990', currency: 'EUR' };

export const shopCharge = {
  tillId: 'till-7',
  card: { token: 'card_rich' },
  amount,
  reference: 'ticket 1042',
};

export const tollPassage = {
  gateId: 'gate-3',
  laneId: 'lane-1',
  card: { token: 'card_rich' },
  amount: { value: '390', currency: 'EUR' },
  passedAt: '2026-11-22T10:00:00Z',
};

export const charge = {
  id: chargeId,
  kind: 'shop',
  status: 'approved',
  reason: null,
  ledger: 'debited',
  amount,
  card: { token: 'card_rich', last4: '4242' },
  merchantId: 'm_corner_shop',
  tillId: 'till-7',
  gateId: null,
  laneId: null,
  reference: 'ticket 1042',
  requestedAt: at,
  decideBy: '2026-11-22T20:25:28.706Z',
  passedAt: null,
  decidedAt,
};

export const toll = {
  ...charge,
  kind: 'toll',
  status: 'pending',
  ledger: 'open',
  amount: tollPassage.amount,
  merchantId: 'm_toll_road',
  tillId: null,
  gateId: 'gate-3',
  laneId: 'lane-1',
  reference: null,
  decideBy: null,
  passedAt: '2026-11-22T10:00:00.000Z',
  decidedAt: null,
};

export const givenAnswer = {
  at: decidedAt,
  afterMs: 84,
  request: 'charge',
  httpStatus: 201,
  status: 'approved',
};

export const serviceLevel = {
  since: '2026-11-21T20:25:18.706Z',
  until: at,
  inTime: 4_998,
  late: 2,
  takenBack: 7,
  waiting: 1,
  share: 0.9996,
};

const holder = { name: 'Ada Byron', phone: '+34600000001', language: 'es' };

export const newAccount = { id: 'acc_ada', holder };
export const account = {
  id: 'acc_rich',
  holder,
  balance: { value: '998010', currency: 'EUR' },
  status: 'open',
};

const plastic = {
  token: 'card_rich',
  accountId: 'acc_rich',
  product: 'debit',
  last4: '4242',
  expires: '2030-12',
};

export const newCard = { ...plastic, token: 'card_ada' };
export const card = { ...plastic, status: 'active', deniedSince: null, version: 1 };

export const posting = {
  id: `${chargeId}.charge`,
  kind: 'charge',
  chargeId,
  from: 'acc_rich',
  to: 'm_corner_shop',
  amount,
  at: decidedAt,
};

export const debt = {
  id: chargeId,
  chargeId,
  accountId: 'acc_poor',
  cardToken: 'card_poor',
  merchantId: 'm_toll_road',
  amount: tollPassage.amount,
  reason: 'insufficient-funds',
  status: 'open',
  incurredAt: decidedAt,
  recoveredAt: null,
  cancelledAt: null,
};

const hash = '5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9';

export const entry = {
  chain: 'charges.requested/0',
  seq: 42,
  topic: 'charges.requested',
  partition: 0,
  offset: '41',
  type: 'peaje.charge.requested.v1',
  time: at,
  hash,
};

export const chain = { chain: entry.chain, seq: 42, offset: '41', hash };

export const checkpoint = {
  chain: entry.chain,
  number: 3,
  previous: hash,
  seq: 42,
  hash,
  keyId: '0123456789abcdef',
  signedAt: '2026-11-22T20:26:00.000Z',
  signature: 'c2lnbmF0dXJl',
};

export const verification = {
  ok: true,
  chains: [
    {
      chain: entry.chain,
      entries: 42,
      ok: true,
      head: { seq: 42, offset: '41', hash },
      firstBreak: null,
      since: 0,
      verified: { chain: entry.chain, number: 3, seq: 42, hash, partition: 1, offset: 7 },
      checkpoints: { checked: 3, invalid: 0, number: 3, vouchedSeq: 42 },
    },
  ],
  warnings: [],
};

export const checkpointHealth = { alarms: [] };

export const notice = {
  id: `${chargeId}.approved.charge-approved`,
  chargeId,
  template: 'charge-approved',
  status: 'sent',
  to: '+34•••••001',
  text: 'Peaje: 19,90 EUR',
  sentAt: '2026-11-22T20:25:19.101Z',
};

export const deliveryReport = {
  MessageSid: 'SM00000000000000000000000000000001',
  MessageStatus: 'delivered',
};
export const inboundText = {
  MessageSid: 'SM00000000000000000000000000000002',
  From: '+34600000001',
  Body: 'STOP',
};

export const consumers = { groups: [{ group: 'pos', inGroup: true, partitions: [] }] };

export const deadLetter = {
  id: 'charges.requested-2-118',
  topic: 'charges.requested',
  partition: 2,
  offset: '118',
  key: 'acc_rich',
  type: 'peaje.charge.requested.v1',
  line: 'head',
  code: 'fingerprint-mismatch',
  reason: 'handler failed: fingerprint-mismatch',
  attempts: 3,
  since: decidedAt,
};

export const wholeDeadLetter = {
  ...deadLetter,
  recordedAt: at,
  headers: { ce_id: `${chargeId}.requested`, ce_type: deadLetter.type },
  value: { chargeId, accountId: 'acc_rich', amount },
  masked: null,
};

export const parkedKey = {
  topic: 'charges.requested',
  partition: 2,
  key: 'acc_rich',
  records: 3,
  since: decidedAt,
  head: { id: deadLetter.id, code: deadLetter.code, attempts: 3 },
};

export const redrivenQueue = {
  topic: 'charges.requested',
  partition: 2,
  key: 'acc_rich',
  redriven: 2,
  left: 1,
  stoppedBy: { deadLetterId: 'charges.requested-2-131', code: 'sql-22003', attempts: 4, outage: false },
};

export const problem = {
  type: '/problems/prepaid-not-accepted',
  title: 'Prepaid cards are not accepted here',
  status: 422,
  code: 'prepaid-not-accepted',
  detail: 'toll gates take credit and debit cards only: ask for another card',
  field: 'card.token',
};
