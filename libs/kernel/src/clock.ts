/** Passed in wherever time matters, so that a test can say what time it is. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** As far as a Date goes: a record's time is what its sender says, and that may be no time at all. */
const FARTHEST_MS = 8_640_000_000_000_000;

/** ISO 8601 of any number of milliseconds. */
export const isoTime = (ms: number): string =>
  new Date(Math.max(-FARTHEST_MS, Math.min(FARTHEST_MS, ms))).toISOString();
