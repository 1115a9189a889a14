import { append, type ChainState } from './append.js';
import { EMPTY_CHAIN, verifyChain, type LogRecord } from '@peaje/contracts';

const record = (offset: bigint, value = `v${offset}`): LogRecord => ({
  topic: 'charges.decided',
  partition: 0,
  offset,
  timestampMs: 1,
  key: Buffer.from('k'),
  value: Buffer.from(value),
  headers: [],
});

const RULES = { mayHaveHoles: false };
const EMPTY: ChainState = { head: EMPTY_CHAIN, stored: new Map() };

/** The chain after these records, with what of them comes again. */
function after(records: LogRecord[], again: readonly bigint[]): ChainState {
  const { head } = append(EMPTY, records, RULES);
  return { head, stored: new Map(records.filter((r) => again.includes(r.offset)).map((r) => [r.offset, r])) };
}

describe('append', () => {
  it('numbers entries from 1 and leaves an intact chain', () => {
    const { entries, head, conflict } = append(EMPTY, [record(0n), record(1n), record(2n)], RULES);
    expect(conflict).toBeNull();
    expect(entries.map(({ seq }) => seq)).toEqual([1n, 2n, 3n]);
    expect(verifyChain(entries)).toEqual({ intact: true, head });
  });

  it('ends in the same head however the records are cut into batches, and however often they come', () => {
    const records = [record(0n), record(1n), record(2n), record(3n)];
    const whole = append(EMPTY, records, RULES);
    const resumed = append(after(records.slice(0, 3), [1n, 2n]), records.slice(1), RULES);
    expect(resumed.conflict).toBeNull();
    expect(resumed.entries.map(({ seq }) => seq)).toEqual([4n]);
    expect(resumed.head).toEqual(whole.head);
  });

  it('takes a record twice in one batch as one', () => {
    expect(append(EMPTY, [record(0n), record(0n), record(1n)], RULES)).toMatchObject({
      conflict: null,
      head: { seq: 2n },
    });
  });

  it('stops at a record that is stored with other contents, keeping what was appended before', () => {
    const state = after([record(0n), record(1n)], [1n]);
    const { entries, conflict } = append(state, [record(1n, 'other'), record(2n)], RULES);
    expect(conflict).toEqual({ problem: 'differs', offset: 1n });
    expect(entries).toEqual([]);
  });

  it('stops at a record that the chain has passed but does not hold', () => {
    expect(append(after([record(0n), record(1n)], []), [record(1n)], RULES).conflict).toEqual({
      problem: 'missing',
      offset: 1n,
    });
  });

  it('stops at a hole: the database was restored, and its group has read on', () => {
    const state = after([record(0n), record(1n)], []);
    const { entries, conflict } = append(state, [record(2n), record(4n)], RULES);
    expect(conflict).toEqual({ problem: 'skips', offset: 4n });
    expect(entries.map(({ seq }) => seq)).toEqual([3n]);
    expect(append(state, [record(4n)], { mayHaveHoles: true })).toMatchObject({
      conflict: null,
      head: { seq: 3n, offset: 4n },
    });
  });

  it('stops when an empty chain would begin after the first record, unless that was allowed', () => {
    expect(append(EMPTY, [record(4n)], RULES).conflict).toEqual({ problem: 'starts-late', offset: 4n });
    expect(append(EMPTY, [record(4n)], { mayHaveHoles: true })).toMatchObject({
      conflict: null,
      head: { seq: 1n, offset: 4n },
    });
  });
});
