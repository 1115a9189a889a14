import { decodeRecord } from './decode-record.js';
import { cards } from './events/state.js';
import { encode } from './topic.js';
import type { Header } from './log-record.js';

const bytes = (text: string) => Buffer.from(text);

const card = (data: object = {}) => {
  const { key, value, headers } = encode(cards, {
    id: 'card_7.v1',
    type: 'peaje.card.changed.v1',
    source: '/test',
    subject: 'card_7',
    time: '2026-11-22T10:00:00.000Z',
    data: {
      token: 'card_7',
      accountId: 'acc',
      product: 'debit',
      last4: '4242',
      expires: '2030-12',
      status: 'active',
      deniedSince: null,
      version: 1,
      ...data,
    },
  });
  const pairs = Object.entries(headers).map(([name, text]): Header => [name, bytes(text)]);
  return { key: bytes(key), value: bytes(value), headers: pairs };
};

const withBrokenUtf8 = (text: Buffer) =>
  Buffer.from(text.toString('latin1').replace('acc', 'a\xffc'), 'latin1');
const twice = (name: string) => ({ ...card(), headers: [...card().headers, [name, bytes('x')] as Header] });

describe('decoding the bytes of a record', () => {
  it('an event may have any other headers, also twice', () => {
    const headers = ['b3', 'b3', 'constructor', '__proto__'].map((name): Header => [
      name,
      Buffer.from([0xff]),
    ]);
    const record = { ...card(), headers: [...card().headers, ...headers] };
    expect(decodeRecord(cards, record)).toMatchObject({ outcome: 'event', event: { data: { version: 1 } } });
  });

  it.each([
    ['a value that is no UTF-8', { ...card(), value: withBrokenUtf8(card().value) }, 'not-a-cloud-event'],
    ['a key that is no UTF-8', { ...card(), key: Buffer.from([0xff]) }, 'not-a-cloud-event'],
    ['a value of one byte that is no UTF-8', { ...card(), value: Buffer.from([0xff]) }, 'not-a-cloud-event'],
    ['an id twice', twice('ce_id'), 'not-a-cloud-event'],
    ['a type twice', twice('ce_type'), 'not-a-cloud-event'],
    ['too long a value', card({ accountId: 'a'.repeat(70_000) }), 'too-large'],
    ['too long a key', card({ token: 't'.repeat(2_000) }), 'too-large'],
    [
      'a tombstone with too long a key',
      { key: bytes('t'.repeat(2_000)), value: null, headers: [] },
      'too-large',
    ],
    [
      'too long a header',
      { ...card(), headers: [...card().headers, ['x', Buffer.alloc(70_000)] as Header] },
      'too-large',
    ],
  ])('%s: undecodable', (_name, record, code) => {
    expect(decodeRecord(cards, record)).toMatchObject({ outcome: 'undecodable', code });
  });
});
