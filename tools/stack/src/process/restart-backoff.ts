const FIRST_MS = 200;
const LONGEST_MS = 5_000;
const STEADY_AFTER_MS = 30_000;

/**
 * How long to wait before a process that died is brought back: 0.2 s, doubled by each further death up to
 * 5 s, and from the start again once it has stayed up for 30 s. Time is passed in, so that it can be tested.
 */
export class RestartBackoff {
  #nextMs = FIRST_MS;

  /** The wait before the next start of a process that lived for `livedMs`. */
  afterDeath(livedMs: number): number {
    if (livedMs >= STEADY_AFTER_MS) this.#nextMs = FIRST_MS;
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(this.#nextMs * 2, LONGEST_MS);
    return waitMs;
  }

  reset(): void {
    this.#nextMs = FIRST_MS;
  }
}
