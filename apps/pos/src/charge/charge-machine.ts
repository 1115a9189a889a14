import type { ChargeStatus, LedgerStatus } from '@peaje/contracts';

/** Debit's decision about a charge. */
export type Outcome = 'approved' | 'declined' | 'cancelled' | 'reversed';

export interface ChargeState {
  readonly status: ChargeStatus;
  readonly ledger: LedgerStatus;
}

export const isDecided = ({ status }: ChargeState): boolean => status !== 'pending';

/** The bank has given its last answer to a charge that is cancelled. */
export const isUnwound = ({ ledger }: ChargeState): boolean =>
  ledger === 'untouched' || ledger === 'reversed';

/** Two facts that cannot both be true: an alarm, never a change. */
export const CONTRADICTION = 'contradiction';

/**
 * The `status` after an outcome. A cancelled charge stays cancelled, however late an outcome comes: the till has that
 * answer, and the cancellation that went out with it brings the money back.
 */
const STATUS_AFTER: Readonly<
  Record<Outcome, Readonly<Record<ChargeStatus, ChargeStatus | typeof CONTRADICTION>>>
> = {
  approved: { pending: 'approved', approved: 'approved', declined: CONTRADICTION, cancelled: 'cancelled' },
  declined: { pending: 'declined', approved: CONTRADICTION, declined: 'declined', cancelled: 'cancelled' },
  cancelled: {
    pending: 'cancelled',
    approved: CONTRADICTION,
    declined: CONTRADICTION,
    cancelled: 'cancelled',
  },
  reversed: { pending: 'cancelled', approved: 'cancelled', declined: CONTRADICTION, cancelled: 'cancelled' },
};

/** The `ledger` after an outcome: forward only, so that late and repeated outcomes harm nothing. */
const LEDGER_AFTER: Readonly<
  Record<Outcome, Readonly<Record<LedgerStatus, LedgerStatus | typeof CONTRADICTION>>>
> = {
  approved: { open: 'debited', debited: 'debited', reversed: 'reversed', untouched: CONTRADICTION },
  declined: { open: 'untouched', debited: CONTRADICTION, reversed: CONTRADICTION, untouched: 'untouched' },
  cancelled: { open: 'untouched', debited: CONTRADICTION, reversed: CONTRADICTION, untouched: 'untouched' },
  // `untouched`: the bank declined, recovered the debt, and gave that money back. The charge itself took nothing (ADR 25).
  reversed: { open: 'reversed', debited: 'reversed', reversed: 'reversed', untouched: 'untouched' },
};

/** The state after an outcome; the same state when the outcome is a repetition. */
export function afterOutcome(
  { status, ledger }: ChargeState,
  outcome: Outcome,
): ChargeState | typeof CONTRADICTION {
  const nextStatus = STATUS_AFTER[outcome][status];
  const nextLedger = LEDGER_AFTER[outcome][ledger];
  if (nextStatus === CONTRADICTION || nextLedger === CONTRADICTION) return CONTRADICTION;
  return { status: nextStatus, ledger: nextLedger };
}
