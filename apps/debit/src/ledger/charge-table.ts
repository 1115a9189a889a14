/** What debit has stored of a charge. */
export type StoredStatus = 'approved' | 'declined' | 'cancelled' | 'reversed';
/** `discard`: an operator discards a request that debit cannot handle. */
export type Arrival = 'request' | 'cancellation' | 'discard';

/**
 * - `decide`: judge it and store the decision.
 * - `store-cancelled`: a tombstone, so that the request finds it when it comes later.
 * - `reverse`: post the money back.
 * - `repeat-…`: nothing moves; the stored event goes out again.
 * - `release`: the stored event goes out again, and the holder owes nothing: an open debt is voided, the money of one that
 *   was recovered goes back.
 */
export type Action =
  | 'decide'
  | 'store-cancelled'
  | 'reverse'
  | 'release'
  | 'repeat-approved'
  | 'repeat-declined'
  | 'repeat-cancelled'
  | 'repeat-reversed';

/** A discard moves no money. */
type DiscardAction = Exclude<Action, 'decide' | 'reverse' | 'release'>;

/**
 * The life of a charge in the ledger (ADR 0001). Every order of request, cancellation and their repetitions ends in the
 * same state, so records that come twice or in another order do no harm.
 */
export const CHARGE_TABLE: Readonly<
  Record<
    StoredStatus | 'nothing',
    Readonly<Record<Exclude<Arrival, 'discard'>, Action> & Record<'discard', DiscardAction>>
  >
> = {
  nothing: { request: 'decide', cancellation: 'store-cancelled', discard: 'store-cancelled' },
  approved: { request: 'repeat-approved', cancellation: 'reverse', discard: 'repeat-approved' },
  declined: { request: 'repeat-declined', cancellation: 'release', discard: 'repeat-declined' },
  cancelled: { request: 'repeat-cancelled', cancellation: 'repeat-cancelled', discard: 'repeat-cancelled' },
  reversed: { request: 'repeat-approved', cancellation: 'repeat-reversed', discard: 'repeat-approved' },
};
