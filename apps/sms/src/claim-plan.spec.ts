import { claimPlan } from './claim-plan.js';
import type { DueNotice, RecentTexts } from './sms.sql.js';

const PHONE = '+34600000123';

const due = (id: string, changes: Partial<DueNotice> = {}): DueNotice => ({
  id,
  template: 'approved',
  facts: {
    chargeId: '0199b1c2-7a00-7cde-8f00-1234563f9a2c',
    amount: { value: '1990', currency: 'EUR' },
    merchantId: 'm_corner_shop',
    last4: '4242',
    balanceAfter: null,
  },
  attempts: 0,
  eventTime: new Date('2026-11-22T10:00:00Z'),
  expired: false,
  lookFirst: false,
  phone: PHONE,
  language: 'es',
  suppressed: null,
  ...changes,
});

const recent = (count: number, freeInMs: number | null = 60_000) =>
  new Map<string, RecentTexts>([[PHONE, { count, freeInMs }]]);

describe('claimPlan', () => {
  it('claims number and text for as long as the calls to the provider may take', () => {
    const { calls, later } = claimPlan([due('a'), due('b', { lookFirst: true })], recent(0), 30);
    expect(calls).toMatchObject([
      { id: 'a', to: PHONE, text: expect.stringContaining('19,90 EUR'), ownedForMs: 15_000 },
      { id: 'b', ownedForMs: 27_000 },
    ]);
    expect(later).toEqual([]);
  });

  it.each([
    [{ expired: true, phone: null }, 'expired', 'too-old'],
    [{ expired: true, suppressed: 'opted-out' }, 'expired', 'too-old'],
    [{ phone: null, language: null }, 'intent', 'holder-unknown'],
    [{ suppressed: 'opted-out' }, 'dropped', 'opted-out'],
  ] as const)('%j: %s, %s', (changes, status, reason) => {
    expect(claimPlan([due('a', changes)], recent(0), 30)).toMatchObject({
      calls: [],
      later: [{ id: 'a', status, reason }],
    });
  });

  it('counts its own calls: notices above the limit wait until the oldest text is an hour old', () => {
    const { calls, later } = claimPlan([due('a'), due('b'), due('c')], recent(28, 1_234.5), 30);
    expect(calls.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(later).toEqual([{ id: 'c', status: 'intent', delayMs: 1_235, reason: 'too-many-an-hour' }]);
  });

  it('with a limit of none and no text yet, a notice waits an hour', () => {
    const { later } = claimPlan([due('a'), due('b')], recent(0, null), 1);
    expect(later).toMatchObject([{ id: 'b', delayMs: 3_600_000 }]);
  });
});
