import type { ChargeOutcomeEvent } from '@peaje/contracts';
import type { Charge } from './charge.js';
import type { ChargeState, Outcome } from './charge-machine.js';
import { assertDiscardable } from './outcome-changes.js';

const outcome = (name: Outcome): ChargeOutcomeEvent =>
  ({ type: `peaje.charge.${name}.v1`, data: { chargeId: 'c' } }) as ChargeOutcomeEvent;
const charge = (state: ChargeState): Charge => ({ id: 'c', ...state }) as Charge;

describe('whether pos may give an outcome up', () => {
  it.each<[Outcome, ChargeState]>([
    ['approved', { status: 'pending', ledger: 'open' }],
    ['declined', { status: 'pending', ledger: 'open' }],
    ['cancelled', { status: 'cancelled', ledger: 'open' }],
    ['approved', { status: 'cancelled', ledger: 'open' }],
    ['reversed', { status: 'cancelled', ledger: 'debited' }],
  ])('%s would still settle %j: no', (name, state) => {
    expect(() => assertDiscardable(outcome(name), charge(state))).toThrow(
      expect.objectContaining({ code: 'not-discardable' }),
    );
  });

  it.each<[Outcome, ChargeState]>([
    ['declined', { status: 'approved', ledger: 'debited' }],
    ['approved', { status: 'declined', ledger: 'untouched' }],
    ['approved', { status: 'approved', ledger: 'debited' }],
    ['approved', { status: 'cancelled', ledger: 'reversed' }],
  ])('%s has nothing to say to %j: yes', (name, state) => {
    expect(() => assertDiscardable(outcome(name), charge(state))).not.toThrow();
  });

  it('of a charge that is not here: yes, nobody waits for it', () => {
    expect(() => assertDiscardable(outcome('approved'), undefined)).not.toThrow();
  });
});
