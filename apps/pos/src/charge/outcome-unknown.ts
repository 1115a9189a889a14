import { Refusal } from '@peaje/kernel';

/** A caller waits this much longer than it asked to, at most: the database needs time to say what is committed. */
export const PAST_THE_DEADLINE_MS = 400;

/** The time is over, and the database has not said what it has. */
export function outcomeUnknown(): never {
  throw new Refusal('outcome-unknown', {
    detail:
      'whether the request is stored, and its outcome, is not known yet: send the same request with the same key again',
  });
}
