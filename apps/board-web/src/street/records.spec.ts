import type { FeedRecord } from '../feed/store.js';
import { lastOfEach } from './last-of-each.js';
import { addedSince } from './new-records.js';

type Status = NonNullable<FeedRecord['charge']>['status'];

const record = (offset: number, id: string | null, status: Status = 'requested'): FeedRecord => ({
  topic: 'charges.requested',
  partition: 0,
  offset: String(offset),
  key: null,
  type: null,
  id: null,
  time: null,
  recordedAt: '2026-11-27T22:00:00.000Z',
  charge:
    id === null
      ? null
      : { id, kind: 'shop', status, amount: { value: '1', currency: 'EUR' }, merchantId: 'm_shop' },
});
const three = [record(0, 'a'), record(1, 'b'), record(2, 'c')];

describe('the records that a list has more than it had', () => {
  it('are those behind the last known one, also when the list was made anew', () => {
    const anew = structuredClone(three);
    expect(addedSince(anew, three[0])).toEqual(three.slice(1));
    expect(addedSince(anew, three[2])).toEqual([]);
  });

  it('are all of them when nothing was known', () => {
    expect(addedSince(three, undefined)).toEqual(three);
  });

  it('are not known when the last known one is gone', () => {
    expect(addedSince(three, record(99, 'z'))).toBeNull();
  });
});

describe('the last charges', () => {
  it('come newest first, each once, without records of no charge', () => {
    const records = [...three, record(3, null), record(4, 'a', 'approved')];
    expect(lastOfEach(records, 2).map(({ offset }) => offset)).toEqual(['4', '2']);
  });

  it('are told by their decision, also when their request was read behind it', () => {
    const records = [record(0, 'a', 'approved'), record(1, 'b'), record(2, 'a')];
    expect(lastOfEach(records, 5).map(({ charge }) => charge!.status)).toEqual(['approved', 'requested']);
  });
});
