/** The current time, as a dependency: a test can set it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** The limit of a Date. The sender chooses the timestamp of a record, so it may be beyond this limit. */
const FARTHEST_MS = 8_640_000_000_000_000;

/** ISO 8601, for any number of milliseconds. */
export const isoTime = (ms: number): string =>
  new Date(Math.max(-FARTHEST_MS, Math.min(FARTHEST_MS, ms))).toISOString();
