import fc from 'fast-check';
import { afterOutcome, CONTRADICTION, type ChargeState, type Outcome } from './charge-machine.js';

const OUTCOMES: readonly Outcome[] = ['approved', 'declined', 'cancelled', 'reversed'];
const PENDING: ChargeState = { status: 'pending', ledger: 'open' };
const CANCELLED_AT_THE_DEADLINE: ChargeState = { status: 'cancelled', ledger: 'open' };

/** Debit's possible outcomes of one charge, in its order; repetitions and late ones may stand anywhere. */
const STORIES: readonly (readonly Outcome[])[] = [
  ['approved'],
  ['declined'],
  ['cancelled'],
  ['approved', 'reversed'],
];

const apply = (state: ChargeState, outcomes: readonly Outcome[]): ChargeState =>
  outcomes.reduce((s, outcome) => {
    const next = afterOutcome(s, outcome);
    if (next === CONTRADICTION) throw new Error(`${outcome} contradicts ${s.status}/${s.ledger}`);
    return next;
  }, state);

describe('the state of a charge after an outcome', () => {
  const rows: [from: string, outcome: Outcome, to: string][] = [
    ['pending/open', 'approved', 'approved/debited'],
    ['pending/open', 'declined', 'declined/untouched'],
    ['pending/open', 'cancelled', 'cancelled/untouched'],
    ['cancelled/open', 'approved', 'cancelled/debited'],
    ['cancelled/open', 'declined', 'cancelled/untouched'],
    ['cancelled/open', 'cancelled', 'cancelled/untouched'],
    ['cancelled/debited', 'reversed', 'cancelled/reversed'],
    ['approved/debited', 'reversed', 'cancelled/reversed'],
    ['cancelled/reversed', 'approved', 'cancelled/reversed'],
    ['cancelled/untouched', 'reversed', 'cancelled/untouched'],
    ['declined/untouched', 'reversed', CONTRADICTION],
    ['approved/debited', 'declined', CONTRADICTION],
    ['approved/debited', 'cancelled', CONTRADICTION],
    ['declined/untouched', 'approved', CONTRADICTION],
    ['cancelled/untouched', 'approved', CONTRADICTION],
  ];

  it.each(rows)('%s + %s → %s', (from, outcome, to) => {
    const [status, ledger] = from.split('/') as [ChargeState['status'], ChargeState['ledger']];
    const next = afterOutcome({ status, ledger }, outcome);
    expect(next === CONTRADICTION ? next : `${next.status}/${next.ledger}`).toBe(to);
  });

  it('the till never gets two answers: once decided, only approved → cancelled', () => {
    for (const status of ['approved', 'declined', 'cancelled'] as const)
      for (const ledger of ['open', 'debited', 'reversed', 'untouched'] as const)
        for (const outcome of OUTCOMES) {
          const next = afterOutcome({ status, ledger }, outcome);
          if (next === CONTRADICTION || next.status === status) continue;
          expect({ from: status, to: next.status }).toEqual({ from: 'approved', to: 'cancelled' });
        }
  });

  it('repetitions in any place change nothing about the end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STORIES),
        fc.constantFrom(PENDING, CANCELLED_AT_THE_DEADLINE),
        fc.array(fc.nat(7)),
        (story, start, repeats) => {
          const end = apply(start, story);
          const stuttering = [...story];
          // A repetition comes after its first time, never before.
          for (const r of repeats) {
            const outcome = story[r % story.length]!;
            const first = stuttering.indexOf(outcome);
            stuttering.splice(first + 1 + (r % (stuttering.length - first)), 0, outcome);
          }
          expect(apply(start, stuttering)).toEqual(end);
        },
      ),
    );
  });
});
