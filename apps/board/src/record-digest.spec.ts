import { feedEvents } from '@peaje/contracts';
import { envelopeOf, feedRecordOf } from './record-digest.js';
import { aRequest, anApproval } from './record.builders.js';
import { Sight } from './sight.js';

const bank = new Sight({ role: 'bank-operator', id: 'board' });
const shop = new Sight({ role: 'merchant', id: 'm_corner_shop' });
const otherShop = new Sight({ role: 'merchant', id: 'm_other' });
const nobody = new Sight(undefined);

const told = (record: ReturnType<typeof aRequest>, sight = bank) =>
  feedRecordOf(record, envelopeOf(record), sight);

it('tells a record with its place, its envelope and its charge, and nothing of the card', () => {
  const event = told(anApproval());
  expect(feedEvents.record.parse(event)).toEqual({
    topic: 'charges.decided',
    partition: 2,
    offset: '118',
    key: 'acc_rich',
    type: 'peaje.charge.approved.v1',
    id: '01a204ef-4271-7bb5-9de3-dfcc51258005.x',
    time: '2026-11-22T20:25:18.706Z',
    recordedAt: '2026-11-22T20:25:18.706Z',
    charge: {
      id: '01a204ef-4271-7bb5-9de3-dfcc51258005',
      kind: 'shop',
      status: 'approved',
      amount: { value: '1990', currency: 'EUR' },
      merchantId: 'm_corner_shop',
    },
  });
  expect(JSON.stringify(event)).not.toMatch(/card_rich|4242/);
});

it.each([
  ['the bank', bank, 'acc_rich', 'requested'],
  ['its merchant', shop, 'acc_rich', 'requested'],
  ['another merchant', otherShop, null, undefined],
  ['a board without a key', nobody, null, undefined],
])('%s sees what its key may see', (_, sight, key, status) => {
  const event = told(aRequest(), sight);
  expect([event.key, event.charge?.status]).toEqual([key, status]);
  expect(event.id === null).toBe(key === null);
  expect(event).toMatchObject({
    topic: 'charges.requested',
    offset: '118',
    type: 'peaje.charge.requested.v1',
  });
});

it('a dead letter has the charge of its origin', () => {
  const event = told(aRequest(undefined, { topic: 'charges.requested.debit.dlq' }));
  expect(event.charge?.status).toBe('requested');
});

it('a record of a card is told without its token', () => {
  const event = told(aRequest(undefined, { topic: 'cards', key: Buffer.from('card_rich') }));
  expect(event).toMatchObject({ topic: 'cards', key: null, id: null });
});

it('a record that nobody can decode is told without a charge', () => {
  const broken = aRequest(undefined, {
    value: Buffer.from('{'),
    headers: [['ce_type', Buffer.from([0xff])]],
  });
  expect(told(broken)).toMatchObject({ type: null, id: null, charge: null });
});

it('masks what looks like a card number, wherever it stands', () => {
  const key = Buffer.from('4111 1111 1111 1111');
  expect(JSON.stringify(told(aRequest(undefined, { key })))).not.toContain('4111');
});

it('shortens what is longer than anything of ours', () => {
  expect(told(aRequest(undefined, { key: Buffer.alloc(900_000, 'k') })).key).toHaveLength(200);
});

it('tells nothing of a topic with personal data, even if it were read', () => {
  expect(told(aRequest(undefined, { topic: 'holders' })).charge).toBeNull();
});
