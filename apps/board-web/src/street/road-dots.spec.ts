import type { FeedRecord } from '../feed/store.js';
import {
  bandWidth,
  placesOf,
  ratePerSecond,
  shopShare,
  shownStatus,
  withoutGone,
  withReading,
  withRecord,
  type Dot,
  type Reading,
} from './road-dots.js';
import { TALL, WIDE } from './road-layout.js';

type Status = NonNullable<FeedRecord['charge']>['status'];

const record = (id: string, status: Status, kind: 'shop' | 'toll' = 'shop'): FeedRecord => ({
  topic: 'charges.requested',
  partition: 0,
  offset: '0',
  key: 'acc_rich',
  type: null,
  id: null,
  time: null,
  recordedAt: '2026-11-27T22:00:00.000Z',
  charge: { id, kind, status, amount: { value: '1990', currency: 'EUR' }, merchantId: 'm_shop' },
});
const travelled = (...records: [FeedRecord, number][]): Dot =>
  records.reduce<readonly Dot[]>((dots, [one, at]) => withRecord(dots, one, at), [])[0]!;

describe('the dot of a charge', () => {
  const dot = travelled([record('a', 'requested'), 1_000], [record('a', 'approved'), 1_020]);
  const { stations } = WIDE;

  it('begins at the till and is at debit after three hops of 400 ms', () => {
    expect(placesOf(dot, WIDE, 1_000, false)).toEqual([stations.till]);
    expect(placesOf(dot, WIDE, 1_400, false)).toEqual([stations.pos]);
    expect(placesOf(dot, WIDE, 1_800, false)).toEqual([stations['charges.requested']]);
    expect(placesOf(dot, WIDE, 2_199, false)[0]!.x).toBeCloseTo(stations.debit.x, 0);
  });

  it('goes on with the decision once it has arrived, and tells it only then', () => {
    expect(shownStatus(dot, 2_199)).toBe('requested');
    expect(shownStatus(dot, 2_200)).toBe('approved');
    expect(placesOf(dot, WIDE, 2_200, false)).toEqual([stations.debit]);
  });

  it('ends at three readers, and is gone a moment later', () => {
    expect(placesOf(dot, WIDE, 3_000, false)).toEqual([stations['pos-reads'], stations.audit, stations.sms]);
    expect(withoutGone([dot], 3_000)).toHaveLength(1);
    expect(withoutGone([dot], 4_000)).toHaveLength(0);
  });

  it('waits at debit while nothing is decided, for a minute', () => {
    const open = travelled([record('b', 'requested', 'toll'), 0]);
    expect(placesOf(open, TALL, 30_000, false)).toEqual([TALL.stations.debit]);
    expect(withoutGone([open], 59_000)).toHaveLength(1);
    expect(withoutGone([open], 61_000)).toHaveLength(0);
  });

  it('is where it arrives at once without motion', () => {
    expect(placesOf(dot, WIDE, 1_001, true)).toEqual([stations.debit]);
  });

  it('is not moved by a record that comes again', () => {
    const dots = [dot];
    expect(withRecord(dots, record('a', 'approved'), 5_000)).toBe(dots);
    expect(withRecord(dots, record('a', 'requested'), 5_000)).toBe(dots);
  });

  it('travels the whole road when its decision was read before its request', () => {
    const late = travelled([record('c', 'declined'), 500], [record('c', 'requested'), 510]);
    expect(placesOf(late, WIDE, 500, false)).toEqual([stations.till]);
    expect(shownStatus(late, 1_699)).toBe('requested');
    expect(shownStatus(late, 1_700)).toBe('declined');
  });

  it('is one of forty at most', () => {
    let dots: readonly Dot[] = [];
    for (let n = 0; n < 100; n++) dots = withRecord(dots, record(String(n), 'requested'), n);
    expect(dots).toHaveLength(40);
  });
});

describe('the band of many charges', () => {
  const counted = (...pairs: [number, number][]): readonly Reading[] =>
    pairs.reduce<readonly Reading[]>((all, [at, accepted]) => withReading(all, { at, accepted }), []);

  it('is as wide as the rate says, from fifteen a second on', () => {
    expect(bandWidth(14)).toBe(0);
    expect(bandWidth(500)).toBeCloseTo(14);
    expect(bandWidth(2_000)).toBe(28);
    expect(bandWidth(9_000)).toBe(28);
  });

  it('takes the rate from the counters of the last seconds', () => {
    expect(ratePerSecond(counted([0, 0], [1_000, 100], [2_000, 200]), 2_000)).toBe(100);
    expect(ratePerSecond(counted([0, 0], [10_000, 100], [11_000, 400]), 11_000)).toBe(300);
  });

  it('is nothing when the counters stand still or begin anew', () => {
    expect(ratePerSecond(counted([0, 50]), 1_000)).toBe(0);
    expect(ratePerSecond(counted([0, 0], [1_000, 100]), 9_000)).toBe(0);
    expect(ratePerSecond(counted([0, 900], [1_000, 3]), 1_000)).toBe(0);
  });

  it('is split by the kinds of the records that were told', () => {
    expect(shopShare([])).toBe(1);
    expect(
      shopShare(['shop', 'shop', 'toll', 'shop'].map((kind) => record('a', 'requested', kind as 'shop'))),
    ).toBe(0.75);
  });
});
