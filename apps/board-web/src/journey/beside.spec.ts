import type { ChargeDigest } from '@peaje/contracts';
import type { FeedRecord } from '../feed/store.js';
import { candidates } from './beside.js';

const record = (id: string, kind: ChargeDigest['kind'] | null): FeedRecord => ({
  ...{ topic: 'charges.requested', partition: 0, offset: '1', key: null, type: null, id: null },
  ...{ time: `time of ${id}`, recordedAt: 'later' },
  charge: kind && {
    ...{ id, kind, status: 'requested' as const, merchantId: 'm' },
    amount: { value: '1', currency: 'EUR' as const },
  },
});
const idsOf = (records: readonly FeedRecord[], kind: ChargeDigest['kind'] = 'shop') =>
  candidates(records, kind).map(({ charge }) => charge.id);

it('offers charges of the other kind, the newest first, each once', () => {
  const records = [record('a', 'toll'), record('b', 'shop'), record('c', 'toll'), record('a', 'toll')];
  expect(idsOf(records)).toEqual(['a', 'c']);
  expect(idsOf(records, 'toll')).toEqual(['b']);
});

it('leaves out records without a charge, and offers eight at most', () => {
  const many = Array.from({ length: 20 }, (_, n) => record(`c${n}`, 'toll'));
  expect(idsOf([record('x', null)])).toEqual([]);
  expect(idsOf(many)).toHaveLength(8);
  expect(idsOf(many)[0]).toBe('c19');
});
