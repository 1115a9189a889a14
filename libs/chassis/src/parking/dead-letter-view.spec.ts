import { encodeEvent, wholeDeadLetterView as wholeDeadLetterSchema } from '@peaje/contracts';
import type { ListedRecord } from '@peaje/messaging';
import { deadLetterView, wholeDeadLetterView } from './dead-letter-view.js';

const CARD = '4242424242424242';
/** Beyond the numbers that JavaScript holds exactly. */
const LONG_CARD = '4000000000000000006';
const bytes = (text: string) => Buffer.from(text);

const record = (change: Partial<ListedRecord> = {}): ListedRecord => ({
  topic: 'charges.requested',
  partition: 2,
  offset: 118n,
  timestampMs: BigInt(Date.parse('2026-11-25T08:59:59.000Z')),
  key: bytes('acc_rich'),
  value: bytes('{"a":1}'),
  headers: [['ce_type', bytes('peaje.charge.requested.v1')]],
  isQueued: true,
  isHead: true,
  code: 'sql-22003',
  reason: 'handler failed: sql-22003',
  attempts: 3,
  since: new Date('2026-11-25T09:00:00.000Z'),
  ...change,
});

const holder = (data: object, change: Partial<ListedRecord> = {}): ListedRecord => {
  const { headers, value } = encodeEvent({
    id: 'acc_ada.v1',
    type: 'peaje.holder.changed.v1',
    source: '/peaje/debit',
    subject: 'acc_ada',
    time: '2026-11-25T09:00:00.000Z',
    data: {
      accountId: 'acc_ada',
      name: 'Ada Byron',
      phone: '+34600000001',
      language: 'es',
      version: 1,
      ...data,
    },
  });
  const pairs = Object.entries(headers).map(([name, text]) => [name, bytes(text)] as const);
  return record({ topic: 'holders', key: bytes('acc_ada'), value: bytes(value), headers: pairs, ...change });
};

describe('a dead letter as an operator sees it', () => {
  it('shows its position, its cause and its value parsed', () => {
    expect(wholeDeadLetterView(record())).toEqual({
      id: 'charges.requested-2-118',
      topic: 'charges.requested',
      partition: 2,
      offset: '118',
      key: 'acc_rich',
      type: 'peaje.charge.requested.v1',
      line: 'head',
      code: 'sql-22003',
      reason: 'handler failed: sql-22003',
      attempts: 3,
      since: '2026-11-25T09:00:00.000Z',
      recordedAt: '2026-11-25T08:59:59.000Z',
      headers: { ce_type: 'peaje.charge.requested.v1' },
      value: { a: 1 },
      masked: null,
    });
  });

  it.each([
    [true, true, 'head'],
    [true, false, 'behind'],
    [false, false, 'none'],
  ])('in a queue %s, first %s: %s', (isQueued, isHead, state) => {
    expect(deadLetterView(record({ isQueued, isHead })).line).toBe(state);
  });

  it('bytes that are no text are not shown as one', () => {
    const view = wholeDeadLetterView(record({ key: Buffer.from([0xff]), value: Buffer.from([0xff]) }));
    expect(view).toMatchObject({ key: null, value: null, masked: 'not-text' });
  });

  it('a value nested too deep to be written again is shown as text', () => {
    const text = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(wholeDeadLetterView(record({ value: bytes(text) }))).toMatchObject({ value: text, masked: null });
  });

  it.each([
    [-1n, '1969-12-31T23:59:59.999Z'],
    [253_402_300_799_999n, '9999-12-31T23:59:59.999Z'],
    [253_402_300_800_000n, '253402300800000'],
    [2n ** 53n + 1n, '9007199254740993'],
    [2n ** 63n - 1n, '9223372036854775807'],
    [-(2n ** 63n), '-9223372036854775808'],
  ])('a record of the time %i is of %s', (timestampMs, recordedAt) => {
    const view = wholeDeadLetterView(record({ timestampMs }));
    expect(wholeDeadLetterSchema.parse(view)).toMatchObject({ recordedAt });
  });

  it('a number that JavaScript would round keeps its digits, and is looked at for a card number', () => {
    const value = '{"seq":9007199254740993,"rate":0.12345678901234567890,"n":1.50}';
    expect(JSON.stringify(wholeDeadLetterView(record({ value: bytes(value) })).value)).toBe(
      '{"seq":9007199254740993,"rate":0.12345678901234567890,"n":1.5}',
    );
    const long = `{"seq":9007199254740993,"card":${LONG_CARD}}`;
    const { value: masked } = wholeDeadLetterView(record({ value: bytes(long) }));
    expect(JSON.stringify(masked)).toBe('{"seq":9007199254740993,"card":"(card number)"}');
  });

  it.each([
    ['a string', `{"a":"${CARD}","b":"x"}`, { a: '(card number)', b: 'x' }],
    ['a number', `{"a":{"c":${CARD}}}`, { a: { c: '(card number)' } }],
    ['the name of a field', `{"${CARD}":1}`, '(card number)'],
    ['no JSON', `pay with ${CARD}!`, '(card number)'],
    ['printed in groups', `{"a":"4242 4242 4242 4242"}`, { a: '(card number)' }],
    ['with escapes of JSON', String.raw`{"a":"4242\t4242\u00a04242 4242"}`, { a: '(card number)' }],
  ])('a card number in the value, as %s', (_where, text, value) => {
    const view = wholeDeadLetterView(record({ value: bytes(text) }));
    expect(view).toMatchObject({ value, masked: 'card-number' });
  });

  it('a card number in key, type or headers, even as a name', () => {
    const headers = [
      ['ce_type', bytes(CARD)],
      [CARD, bytes('x')],
      ['note', bytes(`card ${CARD}`)],
    ] as const;
    const shown = JSON.stringify(wholeDeadLetterView(record({ key: bytes(CARD), headers })));
    expect(shown).not.toContain(CARD);
    expect(shown).toContain('(card number)');
  });

  it('of a holder neither name nor number is shown', () => {
    expect(wholeDeadLetterView(holder({}))).toMatchObject({
      value: { accountId: 'acc_ada', name: '(personal)', phone: '(personal)', language: 'es', version: 1 },
      masked: 'personal-data',
    });
  });

  it.each([
    ['that breaks the schema', holder({ phone: 7 })],
    ['that is not JSON', holder({}, { value: bytes('Ada Byron +34600000001') })],
    ['with other fields', holder({ nick: 'Ada', version: 'x' })],
  ])('of a holder %s nothing is shown', (_name, letter) => {
    const view = wholeDeadLetterView({ ...letter, headers: [...letter.headers, ['x-name', bytes('Ada')]] });
    expect(view).toMatchObject({ value: null, masked: 'personal-data' });
    expect(JSON.stringify(view)).not.toMatch(/Ada|600000001/);
  });
});
