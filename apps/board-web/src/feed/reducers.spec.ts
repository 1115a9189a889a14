import { aGroup, aPartition, aRecord, aSnapshot, aState, NOW_MS, someBrokers } from './feed.builders.js';
import { addRecords, applyConnection, applyEvent } from './reducers.js';
import { nothingYet } from './state.js';

const LATER = NOW_MS + 29_000;
const keys = (log: readonly { words: { key: string } }[]) => log.map(({ words }) => words.key);

describe('the state of the feed', () => {
  it('takes everything of the first snapshot, which is no news', () => {
    const state = applyEvent(nothingYet(NOW_MS), { name: 'snapshot', data: aSnapshot() }, NOW_MS);
    expect(state).toMatchObject({ brokers: someBrokers([1, 2, 3]), records: [aRecord(411)], log: [] });
  });

  it('replaces a state by the event of its kind, and leaves the others', () => {
    const before = aState();
    const partitions = { items: [aPartition({ end: '500' })] };
    const after = applyEvent(before, { name: 'partitions', data: partitions }, NOW_MS);
    expect(after).toEqual({ ...before, partitions });
    expect(after.groups).toBe(before.groups);
  });

  it('puts dead letters where the others find them', () => {
    const data = { items: [] };
    expect(applyEvent(aState(), { name: 'dead-letters', data }, NOW_MS).deadLetters).toBe(data);
  });

  it('adds records behind the others and keeps the last 200', () => {
    const one = applyEvent(aState(), { name: 'record', data: aRecord(412) }, NOW_MS);
    expect(one.records.map(({ offset }) => offset)).toEqual(['411', '412']);
    const many = addRecords(
      one,
      Array.from({ length: 300 }, (_, i) => aRecord(413 + i)),
    );
    expect(many.records).toHaveLength(200);
    expect(many.records.at(-1)?.offset).toBe('712');
  });

  it('remembers how far each group was behind', () => {
    const behind = { items: [aGroup({ 'debit-1': [0], 'debit-2': [1] })] };
    const after = applyEvent(aState(), { name: 'groups', data: behind }, LATER);
    expect(after.lags).toEqual([{ atMs: LATER, lags: { debit: 24 } }]);
    expect(applyEvent(after, { name: 'brokers', data: someBrokers([1, 2, 3]) }, LATER).lags).toBe(after.lags);
  });

  it('is the same object when there is nothing to add, so nothing renders', () => {
    const state = aState();
    expect(addRecords(state, [])).toBe(state);
    expect(applyConnection(state, 'live', LATER)).toBe(state);
  });

  it('replaces everything after a resync, says so, and tells what is different', () => {
    const data = {
      ...aSnapshot({ brokers: someBrokers([1, 3]), records: [] }),
      reason: 'other-epoch' as const,
    };
    const after = applyEvent(aState(), { name: 'resync', data }, LATER);
    expect(after.records).toEqual([]);
    expect(keys(after.log)).toEqual(['log.missed-other-epoch', 'log.broker-down']);
  });

  it('numbers the lines, and keeps the last 500', () => {
    let state = aState();
    for (let i = 0; i < 300; i++) {
      for (const up of [
        [1, 2],
        [1, 2, 3],
      ])
        state = applyEvent(state, { name: 'brokers', data: someBrokers(up) }, LATER);
    }
    expect(state.log).toHaveLength(500);
    expect(state.log.at(-1)).toEqual({
      id: '600',
      at: '2026-11-27T12:05:00.000Z',
      words: { key: 'log.broker-back', values: { broker: 3 } },
      to: '/kafka#broker-3',
      tone: 'good',
    });
  });

  it('knows since when the connection is as it is', () => {
    const lost = applyConnection(aState(), 'reconnecting', LATER);
    expect(lost.connection).toEqual({ state: 'reconnecting', since: LATER });
    expect(applyConnection(lost, 'reconnecting', LATER + 1)).toBe(lost);
    expect(keys(applyConnection(lost, 'live', LATER).log)).toEqual([
      'log.connection-lost',
      'log.connection-back',
    ]);
  });

  it('says nothing of a group that is as before', () => {
    const groups = { items: [aGroup({ 'debit-1': [0], 'debit-2': [1] })] };
    expect(applyEvent(aState(), { name: 'groups', data: groups }, NOW_MS).log).toEqual([]);
  });
});
