import { hasParked, type Parked, toBeShown } from './parked.js';

const of = (service: string, changes: Partial<Parked> = {}): Parked => ({
  ...{ service, known: true, keys: 0, records: 0, more: false, heads: [] },
  ...changes,
});

it('shows what has something parked, and what does not answer', () => {
  const items = [of('pos'), of('debit', { keys: 1, records: 2 }), of('sms', { known: false })];
  expect(toBeShown(items).map(({ service }) => service)).toEqual(['debit', 'sms']);
  expect(items.map(hasParked)).toEqual([false, true, false]);
});

it('nothing is parked only when every service says so', () => {
  expect(toBeShown([of('pos'), of('debit')])).toEqual([]);
  expect(toBeShown([of('pos'), of('debit', { known: false })])).toHaveLength(1);
});
