/** A moment by which an answer is due, on the monotonic clock: a wall clock that is set moves no deadline. */
export class Deadline {
  private constructor(private readonly atMs: number) {}

  /** `ms` after `sinceMs`, a reading of `performance.now()`. */
  static after(ms: number, sinceMs = performance.now()): Deadline {
    return new Deadline(sinceMs + ms);
  }

  /** What is left of it, and of a grace after it. Never less than nothing. */
  leftMs(graceMs = 0): number {
    return Math.max(0, this.atMs + graceMs - performance.now());
  }

  /** How long it has been over, and a grace after it. */
  overdueMs(graceMs = 0): number {
    return Math.max(0, performance.now() - this.atMs - graceMs);
  }

  get isOver(): boolean {
    return this.leftMs() === 0;
  }

  orLater(other: Deadline): Deadline {
    return this.atMs < other.atMs ? other : this;
  }
}
