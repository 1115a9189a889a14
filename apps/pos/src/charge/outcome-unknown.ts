import { Refusal, within, type Deadline } from '@peaje/kernel';

/** A caller waits this much longer than it asked to, at most: the database needs time to say what is committed. */
export const PAST_THE_DEADLINE_MS = 400;

/**
 * The result of `work`, at most 400 ms past the deadline. A process that was frozen past that moment has given the work no
 * turn: the work gets the lost time back, 400 ms at most, to read what is committed. @throws Refusal outcome-unknown
 */
export const knownInTime = <T>(deadline: Deadline, work: Promise<T>): Promise<T> =>
  within(deadline.leftMs(PAST_THE_DEADLINE_MS), work, () => {
    const lostMs = deadline.overdueMs(PAST_THE_DEADLINE_MS);
    return lostMs > 0
      ? within(Math.min(lostMs, PAST_THE_DEADLINE_MS), work, outcomeUnknown)
      : outcomeUnknown();
  });

/** The time is over, and the database has not said what it has. */
export function outcomeUnknown(): never {
  throw new Refusal('outcome-unknown', {
    detail:
      'whether the request is stored, and its outcome, is not known yet: send the same request with the same key again',
  });
}
