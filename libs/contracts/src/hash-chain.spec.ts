import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  canonicalBytes,
  EMPTY_CHAIN,
  hashAfter,
  verifyChain,
  type ChainedEntry,
  type Head,
} from './hash-chain.js';
import type { LogRecord } from './log-record.js';

const record = (offset: bigint, changes: Partial<LogRecord> = {}): LogRecord => ({
  topic: 'charges.requested',
  partition: 2,
  offset,
  timestampMs: 1_795_000_000_000n,
  key: Buffer.from('acc_rich'),
  value: Buffer.from(`{"n":${offset}}`),
  headers: [
    ['ce_type', Buffer.from('t')],
    ['ce_id', Buffer.from(String(offset))],
  ],
  ...changes,
});

function chain(records: readonly LogRecord[]): ChainedEntry[] {
  let head: Head = EMPTY_CHAIN;
  return records.map((r) => {
    head = { seq: head.seq + 1n, offset: r.offset, hash: hashAfter(head.hash, canonicalBytes(r)) };
    return { seq: head.seq, record: r, hash: head.hash };
  });
}

const five = (): ChainedEntry[] => chain([0n, 1n, 2n, 5n, 6n].map((offset) => record(offset)));

const renumbered = (entries: ChainedEntry[]): ChainedEntry[] =>
  entries.map((e) => ({ ...e, seq: e.seq - 1n }));

function swapRecords(entries: ChainedEntry[]): void {
  const [second, third] = [entries[1]!, entries[2]!];
  entries[1] = { ...second, record: { ...third.record, offset: 1n } };
  entries[2] = { ...third, record: { ...second.record, offset: 2n } };
}

type Tampering = [name: string, tamper: (entries: ChainedEntry[]) => void, seq: bigint, problem: string];

const TAMPERINGS: Tampering[] = [
  ['an edited value', (e) => (e[2] = { ...e[2]!, record: record(2n, { value: null }) }), 3n, 'hash'],
  ['an edited hash', (e) => (e[2] = { ...e[2]!, hash: Buffer.alloc(32) }), 3n, 'hash'],
  ['a deleted entry', (e) => e.splice(1, 1), 3n, 'seq'],
  ['a deleted entry, the rest renumbered', (e) => e.splice(1, 4, ...renumbered(e.slice(2))), 2n, 'hash'],
  ['an inserted entry', (e) => e.splice(3, 0, { ...e[2]!, record: record(3n), seq: 4n }), 4n, 'hash'],
  ['two records swapped', swapRecords, 2n, 'hash'],
  ['two entries swapped', (e) => e.splice(2, 2, e[3]!, e[2]!), 4n, 'seq'],
  ['an entry twice under a new number', (e) => e.splice(3, 2, { ...e[2]!, seq: 4n }), 4n, 'offset'],
];

describe('canonical bytes', () => {
  it('have the documented format, byte by byte', () => {
    const bytes = canonicalBytes({
      topic: 't',
      partition: 1,
      offset: 2n,
      timestampMs: 3n,
      key: null,
      value: Buffer.from('v'),
      headers: [
        ['b', Buffer.from('2')],
        ['a', Buffer.alloc(0)],
      ],
    });
    expect(bytes.toString('hex')).toBe(
      [
        '00000001' + '74', // topic
        '00000001', // partition
        '0000000000000002', // offset
        '0000000000000003', // timestamp
        'ffffffff', // key: null
        '00000001' + '76', // value
        '00000002', // headers, sorted
        '00000001' + '61' + '00000000',
        '00000001' + '62' + '00000001' + '32',
      ].join(''),
    );
  });

  it('distinguish a null value from an empty one', () => {
    const empty = canonicalBytes(record(0n, { value: Buffer.alloc(0) }));
    expect(canonicalBytes(record(0n, { value: null })).equals(empty)).toBe(false);
  });

  it('do not depend on the order of different header names, but on that of equal ones', () => {
    const [x, y] = [Buffer.from('x'), Buffer.from('y')];
    const of = (...headers: [string, Buffer][]) => canonicalBytes(record(0n, { headers })).toString('hex');
    expect(of(['a', x], ['b', y])).toBe(of(['b', y], ['a', x]));
    expect(of(['a', x], ['a', y])).not.toBe(of(['a', y], ['a', x]));
  });

  it('differ when anything differs', () => {
    const part = fc.option(fc.uint8Array({ maxLength: 6 }).map((b) => Buffer.from(b)));
    const some = fc.record({
      topic: fc.string({ maxLength: 4 }),
      partition: fc.nat(3),
      offset: fc.bigInt({ min: 0n, max: 3n }),
      timestampMs: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      key: part,
      value: part,
      headers: fc.constant([]),
    });
    const plain = (r: LogRecord) =>
      JSON.stringify(r, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v));
    fc.assert(
      fc.property(
        some,
        some,
        (a, b) => canonicalBytes(a).equals(canonicalBytes(b)) === (plain(a) === plain(b)),
      ),
    );
  });
});

describe('a chain', () => {
  it('begins with 32 zero bytes before its first entry', () => {
    const expected = createHash('sha256')
      .update(Buffer.alloc(32))
      .update(canonicalBytes(record(0n)))
      .digest();
    expect(chain([record(0n)])[0]!.hash).toEqual(expected);
  });

  it('is intact as it was written, also when it is read in pages', () => {
    const entries = five();
    const first = verifyChain(entries.slice(0, 3));
    expect(first).toEqual({ intact: true, head: { seq: 3n, offset: 2n, hash: entries[2]!.hash } });
    expect(first.intact && verifyChain(entries.slice(3), first.head)).toMatchObject({
      intact: true,
      head: { seq: 5n },
    });
  });

  it.each(TAMPERINGS)('%s is reported as the first break', (_, tamper, seq, problem) => {
    const entries = five();
    tamper(entries);
    expect(verifyChain(entries)).toMatchObject({ intact: false, seq, problem });
  });
});
