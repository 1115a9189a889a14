import { requested } from './journey.builders.js';
import { parkedAt, retryingIn } from './marks.js';

const head = {
  ...{
    id: 'charges.requested-2-100',
    topic: 'charges.requested',
    key: 'acc_1',
    code: 'fingerprint-mismatch',
  },
  ...{ attempts: 3, waiting: 2 },
};
const letters = (one = head) => [
  { service: 'debit', known: true, keys: 1, records: 3, more: false, heads: [one] },
];

it('marks the very record that a service has parked', () => {
  const id = 'charges.requested-2-118';
  expect(parkedAt(letters({ ...head, id }), requested)).toEqual([
    { ...{ service: 'debit', id, code: 'fingerprint-mismatch', attempts: 3, waiting: 2 }, line: 'head' },
  ]);
});

it('marks a record that waits behind an earlier one of its key', () => {
  expect(parkedAt(letters(), requested, 'acc_1')).toMatchObject([{ id: head.id, line: 'behind' }]);
});

it.each([
  ['of another key', letters(), 'acc_2'],
  ['whose key is not known', letters(), null],
  ['before the head', letters({ ...head, id: 'charges.requested-2-200' }), 'acc_1'],
  ['of another partition', letters({ ...head, id: 'charges.requested-3-100' }), 'acc_1'],
])('does not mark a record %s', (_, deadLetters, key) => {
  expect(parkedAt(deadLetters, requested, key)).toEqual([]);
});

it('names the services whose groups retry', () => {
  const group = { group: 'debit', inGroup: true, lag: 0, unreadable: 0 };
  const instance = { url: 'http://x', state: 'ready' as const, detail: null };
  const one = (service: string, retrying: number) => ({
    service,
    instances: [{ ...instance, groups: [{ ...group, retrying }] }],
  });
  expect(retryingIn([one('debit', 1), one('pos', 0)])).toEqual(['debit']);
});
