import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { PermanentError, Refusal } from '@peaje/kernel';
import type { Charge } from './charge.js';
import { afterOutcome, CONTRADICTION, isUnwound, type ChargeState, type Outcome } from './charge-machine.js';
import type { ChargeChange, LockedCharge } from './charges.js';

const OUTCOME_OF: Readonly<Record<ChargeOutcomeEvent['type'], Outcome>> = {
  'peaje.charge.approved.v1': 'approved',
  'peaje.charge.declined.v1': 'declined',
  'peaje.charge.cancelled.v1': 'cancelled',
  'peaje.charge.reversed.v1': 'reversed',
};

/**
 * Applies outcomes in their order; a charge that they leave as it is has no change.
 * @throws PermanentError for a charge that is not here, or an outcome that contradicts the stored one.
 */
export function applyOutcomes(
  outcomes: readonly ChargeOutcomeEvent[],
  charges: readonly LockedCharge[],
): ChargeChange[] {
  const stored = new Map(charges.map((charge) => [charge.id, charge]));
  const changed = new Map<string, LockedCharge>();
  for (const { type, data } of outcomes) {
    const charge = changed.get(data.chargeId) ?? stored.get(data.chargeId);
    if (!charge) throw new PermanentError('unknown-charge', `no charge ${data.chargeId} here`);
    const next = afterOutcome(charge, OUTCOME_OF[type]);
    if (next === CONTRADICTION) {
      throw new PermanentError(
        'outcome-contradiction',
        `${OUTCOME_OF[type]} after ${charge.status}/${charge.ledger}`,
      );
    }
    if (!isSame(next, charge)) changed.set(charge.id, withState(charge, next, data));
  }
  return [...changed.values()].map((charge) => ({ charge, event: null }));
}

function withState(charge: LockedCharge, next: ChargeState, data: ChargeOutcomeEvent['data']): LockedCharge {
  // A cancellation is confirmed once the bank has nothing left to give back.
  const isUnconfirmed = next.status === 'cancelled' && !isUnwound(next);
  const confirmBy = isUnconfirmed ? charge.confirmBy : null;
  if (next.status === charge.status) return { ...charge, ...next, confirmBy };
  const reason = 'reason' in data ? data.reason : null;
  return { ...charge, ...next, confirmBy, reason, decidedAt: data.decidedAt };
}

const isSame = (one: ChargeState, other: ChargeState): boolean =>
  one.status === other.status && one.ledger === other.ledger;

/**
 * An outcome that contradicts the stored charge, or names a charge that is not here, will never be applied, and nobody
 * waits for it. An outcome that would still change its charge must not be discarded. @throws Refusal not-discardable
 */
export function assertDiscardable({ type, data }: ChargeOutcomeEvent, charge: Charge | undefined): void {
  if (!charge) return;
  const next = afterOutcome(charge, OUTCOME_OF[type]);
  if (next === CONTRADICTION || isSame(next, charge)) return;
  throw new Refusal('not-discardable', {
    detail: `charge ${data.chargeId} is not settled without it: fix the cause of its failure, then redrive it`,
  });
}
