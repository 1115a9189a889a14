/** Why the page has no card: a key is missing, the bank is silent, or it knows none. */
type Lack = 'not-allowed' | 'silent' | 'unknown';

/** Null: there are cards. Pure. */
export function cardsLack(board: {
  readonly count: number;
  readonly isComplete: boolean;
  readonly mayRead: boolean;
}): Lack | null {
  if (board.count > 0) return null;
  if (!board.mayRead) return 'not-allowed';
  return board.isComplete ? 'unknown' : 'silent';
}
