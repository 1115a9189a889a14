/** What debit has stored of a charge. */
export type StoredStatus = 'approved' | 'declined' | 'cancelled' | 'reversed';
export type Arrival = 'request' | 'cancellation';

/**
 * - `decide`: judge it and store the decision.
 * - `store-cancelled`: a tombstone, so that the request finds it when it comes later.
 * - `reverse`: post the money back.
 * - `repeat-…`: nothing moves; the stored event goes out again.
 */
export type Action =
  | 'decide'
  | 'store-cancelled'
  | 'reverse'
  | 'repeat-approved'
  | 'repeat-declined'
  | 'repeat-cancelled'
  | 'repeat-reversed';

/**
 * The life of a charge in the ledger (design §4). Every order of request, cancellation and their repetitions ends in
 * the same state, which is why doubles and swaps on the way here harm nothing.
 */
export const CHARGE_TABLE: Readonly<Record<StoredStatus | 'nothing', Readonly<Record<Arrival, Action>>>> = {
  nothing: { request: 'decide', cancellation: 'store-cancelled' },
  approved: { request: 'repeat-approved', cancellation: 'reverse' },
  declined: { request: 'repeat-declined', cancellation: 'repeat-declined' },
  cancelled: { request: 'repeat-cancelled', cancellation: 'repeat-cancelled' },
  reversed: { request: 'repeat-approved', cancellation: 'repeat-reversed' },
};
