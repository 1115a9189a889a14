import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { PermanentError } from '@peaje/kernel';
import { lockedCharge, outcome as outcomeOf } from './charge.builders.js';
import type { Charge } from './charge.js';
import type { ChargeState, Outcome } from './charge-machine.js';
import { applyOutcomes, assertDiscardable } from './outcome-changes.js';

const outcome = (name: Outcome): ChargeOutcomeEvent =>
  ({ type: `peaje.charge.${name}.v1`, data: { chargeId: 'c' } }) as ChargeOutcomeEvent;
const charge = (state: ChargeState): Charge => ({ id: 'c', ...state }) as Charge;

describe('whether an outcome may be discarded', () => {
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
  ])('%s changes nothing about %j: yes', (name, state) => {
    expect(() => assertDiscardable(outcome(name), charge(state))).not.toThrow();
  });

  it('of a charge that is not here: yes, nobody waits for it', () => {
    expect(() => assertDiscardable(outcome('approved'), undefined)).not.toThrow();
  });
});

describe('what outcomes change', () => {
  it('in their order, and one change for each charge', () => {
    const [one, other] = [lockedCharge(), lockedCharge()];
    const changes = applyOutcomes(
      [outcomeOf(one, 'approved'), outcomeOf(other, 'declined'), outcomeOf(one, 'reversed')],
      [one, other],
    );
    expect(changes).toMatchObject([
      { charge: { id: one.id, status: 'cancelled', ledger: 'reversed', reason: null }, event: null },
      {
        charge: { id: other.id, status: 'declined', ledger: 'untouched', reason: 'insufficient-funds' },
        event: null,
      },
    ]);
  });

  it('a repetition changes nothing', () => {
    const charge = lockedCharge({ status: 'approved', ledger: 'debited' });
    expect(applyOutcomes([outcomeOf(charge, 'approved')], [charge])).toEqual([]);
  });

  it('a cancelled charge keeps its reason and waits for the money to be back', () => {
    const cancelled = lockedCharge({
      status: 'cancelled',
      reason: 'deadline-passed',
      decidedAt: '2026-11-22T10:00:10.000Z',
      confirmBy: '2026-11-22T10:01:10.000Z',
    });
    const [debited] = applyOutcomes([outcomeOf(cancelled, 'approved')], [cancelled]);
    expect(debited!.charge).toEqual({ ...cancelled, ledger: 'debited' });
    const [reversed] = applyOutcomes([outcomeOf(cancelled, 'reversed')], [debited!.charge]);
    expect(reversed!.charge).toEqual({ ...cancelled, ledger: 'reversed', confirmBy: null });
  });

  it('of a charge that is not here: permanent', () => {
    const apply = () => applyOutcomes([outcomeOf(lockedCharge(), 'declined')], []);
    expect(apply).toThrow(PermanentError);
    expect(apply).toThrow(expect.objectContaining({ code: 'unknown-charge' }));
  });

  it('one that contradicts its charge: permanent', () => {
    const charge = lockedCharge({ status: 'approved', ledger: 'debited' });
    const apply = () => applyOutcomes([outcomeOf(charge, 'declined')], [charge]);
    expect(apply).toThrow(PermanentError);
    expect(apply).toThrow(expect.objectContaining({ code: 'outcome-contradiction' }));
  });
});
