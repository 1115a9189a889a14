import { append, type ChainState } from './append.js';
import { EMPTY_CHAIN, verifyChain, type LogRecord } from '@peaje/contracts';

const record = (offset: bigint, value = `v${offset}`): LogRecord => ({
  topic: 'charges.decided',
  partition: 0,
  offset,
  timestampMs: 1n,
  key: Buffer.from('k'),
  value: Buffer.from(value),
  headers: [],
});

const RULES = { mayHaveHoles: false };
const EMPTY: ChainState = { head: EMPTY_CHAIN, stored: new Map() };

/** The chain after these records. `redelivered` are the offsets whose stored records the fold may read. */
function after(records: LogRecord[], redelivered: readonly bigint[]): ChainState {
  const { head } = append(EMPTY, records, RULES);
  return {
    head,
    stored: new Map(records.filter((r) => redelivered.includes(r.offset)).map((r) => [r.offset, r])),
  };
}

describe('append', () => {
  it('numbers entries from 1 and leaves an intact chain', () => {
    const { entries, head, conflict } = append(EMPTY, [record(0n), record(1n), record(2n)], RULES);
    expect(conflict).toBeNull();
    expect(entries.map(({ seq }) => seq)).toEqual([1n, 2n, 3n]);
    expect(verifyChain(entries)).toEqual({ intact: true, head });
  });

  it('ends in the same head for any batches and any redelivery of the same records', () => {
    const records = [record(0n), record(1n), record(2n), record(3n)];
    const whole = append(EMPTY, records, RULES);
    const resumed = append(after(records.slice(0, 3), [1n, 2n]), records.slice(1), RULES);
    expect(resumed.conflict).toBeNull();
    expect(resumed.entries.map(({ seq }) => seq)).toEqual([4n]);
    expect(resumed.head).toEqual(whole.head);
  });

  it('appends a record once that a batch contains twice', () => {
    expect(append(EMPTY, [record(0n), record(0n), record(1n)], RULES)).toMatchObject({
      conflict: null,
      head: { seq: 2n },
    });
  });

  it('stops at a record that is stored with other contents', () => {
    const state = after([record(0n), record(1n)], [1n]);
    const { entries, conflict } = append(state, [record(1n, 'other'), record(2n)], RULES);
    expect(conflict).toEqual({ problem: 'differs', offset: 1n });
    expect(entries).toEqual([]);
  });

  it('stops at a record before the head that the chain does not contain', () => {
    expect(append(after([record(0n), record(1n)], []), [record(1n)], RULES).conflict).toEqual({
      problem: 'missing',
      offset: 1n,
    });
  });

  it('stops at a hole, which a restored database leaves; entries before it are appended', () => {
    const state = after([record(0n), record(1n)], []);
    const { entries, conflict } = append(state, [record(2n), record(4n)], RULES);
    expect(conflict).toEqual({ problem: 'skips', offset: 4n });
    expect(entries.map(({ seq }) => seq)).toEqual([3n]);
  });

  it('stops at a hole of a chain with entries under PEAJE_ALLOW_EMPTY too, which an operator may have left on', () => {
    const leftOn = { mayHaveHoles: true };
    const state = after([record(0n), record(1n)], []);
    expect(append(state, [record(4n)], leftOn)).toMatchObject({
      entries: [],
      conflict: { problem: 'skips', offset: 4n },
    });
    const late = append(EMPTY, [record(4n), record(6n)], leftOn);
    expect(late).toMatchObject({ head: { seq: 1n, offset: 4n }, conflict: { problem: 'skips', offset: 6n } });
  });

  it('stops when an empty chain would begin after the first record, unless a late start is allowed', () => {
    expect(append(EMPTY, [record(4n)], RULES).conflict).toEqual({ problem: 'starts-late', offset: 4n });
    expect(append(EMPTY, [record(4n)], { mayHaveHoles: true })).toMatchObject({
      conflict: null,
      head: { seq: 1n, offset: 4n },
    });
  });
});
