import type { ChargeOutcomeEvent } from '@peaje/contracts';
import { PermanentError, Refusal } from '@peaje/kernel';
import type { Charge } from './charge.js';
import { afterOutcome, CONTRADICTION, type ChargeState, type Outcome } from './charge-machine.js';

export interface OutcomeChange extends ChargeState {
  readonly id: string;
  readonly reason: string | null;
  readonly decidedAt: string | null;
}

const OUTCOME_OF: Readonly<Record<ChargeOutcomeEvent['type'], Outcome>> = {
  'peaje.charge.approved.v1': 'approved',
  'peaje.charge.declined.v1': 'declined',
  'peaje.charge.cancelled.v1': 'cancelled',
  'peaje.charge.reversed.v1': 'reversed',
};

/**
 * Folds outcomes in order over the stored charges; only what really changes is in the result.
 * @throws PermanentError for a charge that is not here, or an outcome that contradicts what is stored.
 */
export function stateChangesOf(
  outcomes: readonly ChargeOutcomeEvent[],
  charges: ReadonlyMap<string, Charge>,
): OutcomeChange[] {
  const changed = new Map<string, OutcomeChange>();
  for (const { type, data } of outcomes) {
    const stored = changed.get(data.chargeId) ?? charges.get(data.chargeId);
    if (!stored) throw new PermanentError('unknown-charge', `no charge ${data.chargeId} here`);
    const next = afterOutcome(stored, OUTCOME_OF[type]);
    if (next === CONTRADICTION) {
      throw new PermanentError(
        'outcome-contradiction',
        `${OUTCOME_OF[type]} after ${stored.status}/${stored.ledger}`,
      );
    }
    if (next.status === stored.status && next.ledger === stored.ledger) continue;
    const decidesNow = next.status !== stored.status;
    changed.set(data.chargeId, {
      id: data.chargeId,
      ...next,
      reason: decidesNow ? reasonOf(data) : stored.reason,
      decidedAt: decidesNow ? data.decidedAt : stored.decidedAt,
    });
  }
  return [...changed.values()];
}

const reasonOf = (data: ChargeOutcomeEvent['data']): string | null => ('reason' in data ? data.reason : null);

/**
 * An outcome that contradicts what is stored, or is of a charge that is not here, will never be applied, and nothing
 * waits for it. One that would still change its charge must not be given up. @throws Refusal not-discardable
 */
export function assertDiscardable({ type, data }: ChargeOutcomeEvent, charge: Charge | undefined): void {
  if (!charge) return;
  const next = afterOutcome(charge, OUTCOME_OF[type]);
  if (next === CONTRADICTION || (next.status === charge.status && next.ledger === charge.ledger)) return;
  throw new Refusal('not-discardable', {
    detail: `charge ${data.chargeId} is not settled without it: mend what stops it, then redrive it`,
  });
}
