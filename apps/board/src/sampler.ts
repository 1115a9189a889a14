const WINDOW_MS = 1_000;
/** A rate near a limit must not go to and fro. */
const HYSTERESIS = 1.5;
/** One in so many at most. */
const MOST = 2 ** 20;

/**
 * Lets about `perSecond` records a second through: of more, only those of one key in n. The same keys go through at 1 : n
 * that go through at 1 : 2n and more, so a charge is shown with all its records or not at all.
 */
export class Sampler {
  private n = 1;
  private seen = 0;
  private windowMs: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.windowMs = nowMs;
  }

  /** One in so many keys goes through now. A power of two. */
  get oneIn(): number {
    return this.n;
  }

  admits(key: string, nowMs: number): boolean {
    this.turn(nowMs);
    this.seen++;
    // The rate has risen: the next second would be too late.
    if (this.seen > this.perSecond * this.n && this.n < MOST) this.n *= 2;
    return (hashOf(key) & (this.n - 1)) === 0;
  }

  /** A second is over: back by half at most, so that it does not go up and down. */
  turn(nowMs: number): void {
    const seconds = (nowMs - this.windowMs) / WINDOW_MS;
    if (seconds < 1) return;
    const wanted = this.seen / seconds / this.perSecond;
    if (this.n > 1 && wanted * HYSTERESIS <= this.n / 2) this.n /= 2;
    this.seen = 0;
    this.windowMs = nowMs;
  }
}

/** FNV-1a, with its high bits mixed into the low ones, which are those that count. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
