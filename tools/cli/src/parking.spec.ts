import { isIn } from './parking.js';

describe('--group', () => {
  it.each([
    [undefined, ['debit', 'debit-passages', 'sms']],
    ['debit', ['debit', 'debit-passages']],
    ['debit-passages', ['debit-passages']],
    ['sms', ['sms']],
  ])('%s names a group, or all of a service', (wanted, found) => {
    const all = ['debit', 'debit-passages', 'sms'].map((group) => ({ group }));
    expect(all.filter(isIn(wanted)).map(({ group }) => group)).toEqual(found);
  });
});
