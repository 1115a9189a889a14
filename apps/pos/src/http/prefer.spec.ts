import { preferenceOf, waitOf } from './prefer.js';

describe('what a till prefers, and what it gets', () => {
  it.each<[string | undefined, number, boolean, string]>([
    [undefined, 10_000, false, ''],
    ['wait=5', 5_000, false, 'wait=5'],
    ['WAIT="25"', 25_000, false, 'wait=25'],
    ['wait=0', 1_000, false, 'wait=1'],
    ['wait=26', 25_000, false, 'wait=25'],
    ['wait=007', 7_000, false, 'wait=7'],
    ['wait=99999999999999999999', 25_000, false, 'wait=25'],
    [`wait=${'9'.repeat(400)}`, 25_000, false, 'wait=25'],
    ['wait=-1', 10_000, false, ''],
    ['wait=1.5', 10_000, false, ''],
    ['wait=abc', 10_000, false, ''],
    ['wait', 10_000, false, ''],
    ['wait=soon, wait=5', 10_000, false, ''],
    ['respond-async', 10_000, true, 'respond-async'],
    ['Respond-Async, wait=5', 5_000, true, 'respond-async, wait=5'],
    ['wait=5; x=y, handling=lenient, respond-async', 5_000, true, 'respond-async, wait=5'],
    ['respond-async=no', 10_000, false, ''],
    ['return=minimal', 10_000, false, ''],
  ])('%j', (header, waitMs, respondAsync, applied) => {
    expect(preferenceOf(header)).toEqual({ waitMs, respondAsync, applied });
  });

  it('a cancellation waits', () => {
    expect(waitOf('respond-async, wait=60')).toEqual({ waitMs: 25_000, applied: 'wait=25' });
    expect(waitOf('respond-async')).toEqual({ waitMs: 10_000, applied: '' });
  });
});
