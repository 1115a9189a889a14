import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { outcomeEvent, type Outcome } from '@peaje/testing';
import { plannedNotice } from './notice-plan.js';

const CHARGE_ID = '0199b1c2-7a00-7cde-8f00-1234563f9a2c';

const outcome = (name: Outcome, kind: 'shop' | 'toll'): ChargeOutcomeEvent =>
  outcomeEvent(name, {
    chargeId: CHARGE_ID,
    kind,
    balanceAfter: { value: '998010', currency: 'EUR' },
  });

describe('plannedNotice', () => {
  it.each([
    ['approved', 'shop', 'approved'],
    ['approved', 'toll', 'approved'],
    ['reversed', 'shop', 'reversed'],
    ['declined', 'toll', 'declined'],
    ['declined', 'shop', undefined],
    ['cancelled', 'shop', undefined],
    ['cancelled', 'toll', undefined],
  ] as const)('%s, %s: %s', (status, kind, template) => {
    expect(plannedNotice(outcome(status, kind))?.template).toBe(template);
  });

  it('makes the id from the event, so that the same event is the same notice', () => {
    expect(plannedNotice(outcome('approved', 'shop'))?.id).toBe(`${CHARGE_ID}.approved.approved`);
  });

  it('keeps the facts of the text', () => {
    expect(plannedNotice(outcome('approved', 'shop'))?.facts).toEqual({
      chargeId: CHARGE_ID,
      amount: { value: '1990', currency: 'EUR' },
      merchantId: 'm_corner_shop',
      last4: '4242',
      balanceAfter: { value: '998010', currency: 'EUR' },
    });
  });
});
