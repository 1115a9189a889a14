import { Refusal, type Clock } from '@peaje/kernel';
import type { PassageLimits } from '../pos.config.js';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** How far the edge trusts the clock of a gate. A broken one must not decide about money. */
export class PassageTimes {
  constructor(
    private readonly clock: Clock,
    private readonly limits: PassageLimits,
  ) {}

  /** For a time that no passage can have. */
  refusal(passedAt: string): Refusal | undefined {
    const { PEAJE_PASSAGE_AHEAD_SECONDS: ahead, PEAJE_PASSAGE_BACK_DAYS: back } = this.limits;
    const ageMs = this.ageMs(passedAt);
    if (ageMs < -ahead * SECOND_MS)
      return untimely(`may be at most ${ahead} seconds ahead: set the clock of the gate`);
    if (ageMs > back * DAY_MS)
      return untimely(
        `may be at most ${back} days old: check the clock of the gate, or claim the toll by hand`,
      );
    return undefined;
  }

  /** A passage of long ago is judged by the deny list of today, whatever its time. */
  isLongAgo(passedAt: string): boolean {
    return this.ageMs(passedAt) > this.limits.PEAJE_DENY_LIST_BACK_DAYS * DAY_MS;
  }

  private ageMs(passedAt: string): number {
    return this.clock.now().getTime() - Date.parse(passedAt);
  }
}

const untimely = (rule: string) =>
  new Refusal('invalid-request', { field: 'passedAt', detail: `passedAt: ${rule}` });
