import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { plannedNotice } from './notice-plan.js';

const CHARGE_ID = '0199b1c2-7a00-7cde-8f00-1234563f9a2c';

function outcome(
  status: 'approved' | 'declined' | 'cancelled' | 'reversed',
  kind: 'shop' | 'toll',
): ChargeOutcomeEvent {
  return {
    id: `${CHARGE_ID}.${status}`,
    type: `peaje.charge.${status}.v1`,
    source: '/peaje/debit',
    subject: CHARGE_ID,
    time: '2026-11-22T10:00:00.000Z',
    data: {
      chargeId: CHARGE_ID,
      kind,
      accountId: 'acc_rich',
      card: { token: 'card_rich', last4: '4242', product: 'debit' },
      amount: { value: '1990', currency: 'EUR' },
      merchantId: 'm_corner_shop',
      tillId: 'till-7',
      gateId: null,
      laneId: null,
      requestedAt: '2026-11-22T10:00:00.000Z',
      passedAt: null,
      decidedAt: '2026-11-22T10:00:00.000Z',
      balanceAfter: { value: '998010', currency: 'EUR' },
      reason: 'insufficient-funds',
    },
  } as ChargeOutcomeEvent;
}

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

  it('has an id of its event, so that the same event is the same notice', () => {
    expect(plannedNotice(outcome('approved', 'shop'))?.id).toBe(`${CHARGE_ID}.approved.approved`);
  });

  it('keeps what the text will say', () => {
    expect(plannedNotice(outcome('approved', 'shop'))?.facts).toEqual({
      chargeId: CHARGE_ID,
      amount: { value: '1990', currency: 'EUR' },
      merchantId: 'm_corner_shop',
      last4: '4242',
      balanceAfter: { value: '998010', currency: 'EUR' },
    });
  });
});
