/** What a second without a refusal adds, in texts a second. */
const RISES_BY = 10;
/** How long nothing is sent after a refusal that does not say it. */
const PAUSE_MS = 1_000;
/** Calls that were under way together are refused together: that is one refusal. */
const ONE_REFUSAL_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * How many texts may go to the provider in a second. Never more than our sender's limit. A refusal (429, a full queue)
 * halves it, and it rises again slowly: additive increase, multiplicative decrease.
 */
export class SendRate {
  private perSecond: number;
  private saved = 1;
  private countedAtMs: number;
  private refusedAtMs = -Infinity;
  private pausedUntilMs = -Infinity;

  constructor(
    private readonly mostPerSecond: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.perSecond = mostPerSecond;
    this.countedAtMs = nowMs();
  }

  /** Texts a second, as it is now. */
  get current(): number {
    this.count();
    return this.perSecond;
  }

  /** How many texts may start now. */
  get room(): number {
    this.count();
    return this.nowMs() < this.pausedUntilMs ? 0 : Math.floor(this.saved);
  }

  started(texts: number): void {
    this.saved -= texts;
  }

  /** The provider took a text for one too many. */
  refused(retryAfterMs = PAUSE_MS): void {
    this.count();
    const now = this.nowMs();
    this.pausedUntilMs = Math.max(this.pausedUntilMs, now + Math.min(retryAfterMs, LONGEST_PAUSE_MS));
    if (now - this.refusedAtMs >= ONE_REFUSAL_MS) this.perSecond = Math.max(1, this.perSecond / 2);
    this.refusedAtMs = now;
    this.saved = Math.min(this.saved, 1);
  }

  /** A quarter of a second may be saved, and at least one text, which then waits for nothing. */
  private count(): void {
    const now = this.nowMs();
    const from = Math.max(this.countedAtMs, this.pausedUntilMs);
    const seconds = Math.max(0, now - from) / 1_000;
    if (seconds > 0) {
      this.perSecond = Math.min(this.mostPerSecond, this.perSecond + seconds * RISES_BY);
      this.saved = Math.min(Math.max(1, this.perSecond / 4), this.saved + seconds * this.perSecond);
    }
    this.countedAtMs = Math.max(now, this.countedAtMs);
  }
}
