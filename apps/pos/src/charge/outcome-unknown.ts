import { Refusal, within, type Deadline } from '@peaje/kernel';

/** A caller waits this much longer than it asked to, at most: the database needs time to say what is committed. */
export const PAST_THE_DEADLINE_MS = 400;

/** The checks before a charge is stored have half of that, so that a late caller learns that nothing is stored. */
const CHECKED_PAST_THE_DEADLINE_MS = 200;

/** The result of `work`, at most 400 ms past the deadline. @throws Refusal outcome-unknown */
export const knownInTime = <T>(deadline: Deadline, work: Promise<T>): Promise<T> =>
  inTime(deadline, PAST_THE_DEADLINE_MS, work, outcomeUnknown);

/** The result of checks that store nothing, at most 200 ms past the deadline. @throws what `late` throws */
export const checkedInTime = <T>(deadline: Deadline, checks: Promise<T>, late: () => never): Promise<T> =>
  inTime(deadline, CHECKED_PAST_THE_DEADLINE_MS, checks, late);

/**
 * A process that was frozen past that moment has given the work no turn: the work gets the lost time back, as long as the
 * grace at most, to read what is committed.
 */
const inTime = <T>(deadline: Deadline, graceMs: number, work: Promise<T>, late: () => never): Promise<T> =>
  within(deadline.leftMs(graceMs), work, () => {
    const lostMs = deadline.overdueMs(graceMs);
    return lostMs > 0 ? within(Math.min(lostMs, graceMs), work, late) : late();
  });

/** The time is over, and the database has not said what it has. */
export function outcomeUnknown(): never {
  throw new Refusal('outcome-unknown', {
    detail:
      'whether the request is stored, and its outcome, is not known yet: send the same request with the same key again',
  });
}
