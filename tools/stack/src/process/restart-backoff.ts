const FIRST_MS = 200;
const LONGEST_MS = 5_000;
const STEADY_AFTER_MS = 30_000;

/**
 * The wait before a restart: 0.2 s, doubled by each further death up to 5 s. A process that ran for 30 s begins with
 * 0.2 s again. Callers pass the time in, so that specs need no clock.
 */
export class RestartBackoff {
  private nextMs = FIRST_MS;

  /** The wait before the next start of a process that lived for `livedMs`. */
  afterDeath(livedMs: number): number {
    if (livedMs >= STEADY_AFTER_MS) this.nextMs = FIRST_MS;
    const waitMs = this.nextMs;
    this.nextMs = Math.min(this.nextMs * 2, LONGEST_MS);
    return waitMs;
  }

  reset(): void {
    this.nextMs = FIRST_MS;
  }
}
