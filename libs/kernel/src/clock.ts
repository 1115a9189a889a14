/** The current time, as a dependency: a test can set it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock elsewhere as it was read once. It goes on with the monotonic clock of this process. */
export class ClockReading extends Clock {
  constructor(
    private readonly read: Date,
    private readonly readAtMs = performance.now(),
  ) {
    super();
  }

  now(): Date {
    return new Date(this.read.getTime() + performance.now() - this.readAtMs);
  }
}

/** The years 0000 to 9999, which ISO 8601 writes with four digits. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The time of a record. Its sender chose the number, so it may be no time of the calendar: then it stays a number. */
export const recordTime = (ms: bigint): string =>
  ms >= FIRST_MS && ms <= LAST_MS ? new Date(Number(ms)).toISOString() : ms.toString();

/** A time as PostgreSQL has it, which may be infinite or no time of the calendar: then the nearest one of the calendar. */
export function nearestTime(time: Date | number): string {
  const ms = Number(time);
  return new Date(Number.isNaN(ms) ? LAST_MS : Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString();
}
