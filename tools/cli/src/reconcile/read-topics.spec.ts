import {
  chargesDecided,
  chargesRequested,
  digestOf,
  encode,
  operationsPerformed,
  type ChargeFacts,
} from '@peaje/contracts';
import type { FetchedRecord } from '@peaje/record-batches';
import { RecordReader } from './read-topics.js';
import { Worksheet } from './worksheet.js';

const TIME = '2026-11-26T10:00:00.000Z';
const facts = (chargeId: string): ChargeFacts => ({
  chargeId,
  kind: 'shop',
  accountId: 'acc_rich',
  card: { token: 'card_rich', last4: '4242', product: 'credit' },
  amount: { value: '1990', currency: 'EUR' },
  merchantId: 'm_shop',
  tillId: 'till-1',
  gateId: null,
  laneId: null,
  requestedAt: TIME,
  passedAt: null,
});
const EARLY = '01900000-0000-7000-8000-000000000000';
const LATE = '01a00000-0000-7000-8000-000000000000';

type Wire = ReturnType<typeof encode>;
const at = (topic: string, offset: bigint, { key, value, headers }: Wire): FetchedRecord =>
  ({
    topic,
    partition: 0,
    offset,
    timestampMs: BigInt(Date.parse(TIME)),
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const),
  }) as FetchedRecord;
const attributes = (id: string) => ({ id, source: '/test', subject: id.split('.')[0]!, time: TIME });

const request = (offset: bigint, chargeId = LATE): FetchedRecord =>
  at(
    'charges.requested',
    offset,
    encode(chargesRequested, {
      ...attributes(`${chargeId}.requested`),
      type: 'peaje.charge.requested.v1',
      data: { ...facts(chargeId), decideBy: null },
    }),
  );
const outcome = (offset: bigint): FetchedRecord =>
  at(
    'charges.decided',
    offset,
    encode(chargesDecided, {
      ...attributes(`${LATE}.approved`),
      type: 'peaje.charge.approved.v1',
      data: { ...facts(LATE), decidedAt: TIME, balanceAfter: null },
    }),
  );
const discard = (group: string, discarded: string): FetchedRecord =>
  at(
    'operations.performed',
    0n,
    encode(operationsPerformed, {
      ...attributes('op-1'),
      type: 'peaje.operation.performed.v1',
      data: {
        group,
        operation: 'discard',
        operator: 'ana',
        reason: 'forged',
        performedAt: TIME,
        details: { discarded },
      },
    }),
  );

const entriesOf = (records: readonly FetchedRecord[]) =>
  records.map((record) => ({ offset: record.offset, digest: digestOf(record) }));

describe('records and their entries', () => {
  let worksheet: Worksheet;
  beforeEach(() => (worksheet = new Worksheet()));
  afterEach(() => worksheet.close());

  const records = [request(0n), request(1n), request(2n), request(3n)];
  const addEntries = (entries: ReturnType<typeof entriesOf>): void =>
    entries.forEach((entry) =>
      worksheet.add('entry', { topic: 'charges.requested', partition: 0, ...entry }),
    );
  const differences = (committed = 4n, read = records): unknown[] => {
    const reader = new RecordReader({ worksheet, committed: () => committed, firstCharge: null });
    for (const one of read) reader.add(one, false);
    reader.finishEntries();
    return [...worksheet.select('SELECT code, place FROM difference')].map(
      ({ code, place }) => `${String(code)} ${String(place)}`,
    );
  };

  it('agree when each entry is over its record', () => {
    addEntries(entriesOf(records));
    expect(differences()).toEqual([]);
  });

  it('an entry that was cut out is missing, and only that one', () => {
    addEntries(entriesOf(records).toSpliced(1, 1));
    expect(differences()).toEqual(['entry-missing charges.requested/0@1']);
  });

  it('the last entries may be missing only where audit has not read', () => {
    addEntries(entriesOf(records).slice(0, 2));
    expect(differences(2n)).toEqual([]);
  });

  it('a changed entry differs, and only that one', () => {
    const entries = entriesOf(records);
    entries[1]!.digest = 'ab'.repeat(32);
    addEntries(entries);
    expect(differences()).toEqual(['entry-differs charges.requested/0@1']);
  });

  it('an entry without a record has no place in the log', () => {
    addEntries(entriesOf(records));
    expect(differences(4n, records.toSpliced(1, 1))).toContain('entry-without-record charges.requested/0@1');
    expect(differences(4n, [])).toContain('entry-without-record charges.requested/0@3');
  });
});

describe('records and the groups that read them', () => {
  let worksheet: Worksheet;
  beforeEach(() => (worksheet = new Worksheet()));
  afterEach(() => worksheet.close());

  it('a passage was read by its service when the group of passages has committed it', () => {
    const passage = (record: FetchedRecord, topic: string): FetchedRecord => ({ ...record, topic });
    const committed = (group: string) => (group.endsWith('-passages') || group === 'sms' ? 9n : 0n);
    const reader = new RecordReader({ worksheet, committed, firstCharge: null });
    for (const one of [request(0n), passage(request(0n), 'passages.requested')]) reader.add(one, false);
    for (const one of [outcome(1n), passage(outcome(1n), 'passages.decided')]) reader.add(one, false);

    expect([...worksheet.select('SELECT topic, debit, pos, sms FROM record')]).toEqual([
      { topic: 'charges.requested', debit: 0, pos: 0, sms: 0 },
      { topic: 'passages.requested', debit: 1, pos: 0, sms: 0 },
      { topic: 'charges.decided', debit: 0, pos: 0, sms: 1 },
      { topic: 'passages.decided', debit: 0, pos: 1, sms: 1 },
    ]);
  });

  it('a group has handled what lies before its committed offset, unless it refused the record', () => {
    const committed = (group: string) => ({ debit: 1n, pos: 3n, sms: 2n })[group] ?? 0n;
    const reader = new RecordReader({ worksheet, committed, firstCharge: null });
    for (const record of [request(0n), request(1n), outcome(2n), discard('pos', 'charges.decided-0-2')])
      reader.add(record, false);
    worksheet.finish();
    const rows = [...worksheet.select('SELECT "offset", debit, pos, sms FROM record ORDER BY "offset"')];
    expect(rows.map((row) => Object.values(row).map(Number))).toEqual([
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [2, 0, -1, 0],
    ]);
  });

  it('charges before the time are left out, and so is what no reader accepts', () => {
    const reader = new RecordReader({ worksheet, committed: () => 9n, firstCharge: LATE });
    const broken = { ...request(2n), value: Buffer.from('<charge/>') };
    for (const record of [request(0n, EARLY), request(1n), broken]) reader.add(record, false);
    expect(worksheet.count('SELECT count(*) AS n FROM record')).toBe(1);
  });
});
