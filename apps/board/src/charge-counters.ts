import { keepNewest } from '@peaje/kernel';

/** pos publishes a request again when debit has not answered it for a minute: by then it should have been decided. */
export const LOST_AFTER_MS = 60_000;

const MOST_OPEN = 200_000;
const MOST_REMEMBERED = 100_000;

interface ChargeCounts {
  readonly accepted: number;
  readonly decided: number;
  readonly lost: number;
}

/**
 * Counts charges by their records. Each charge counts once, however often its records come again and whichever of its
 * topics is read first. An outcome counts when its request has been read, too. Exact while fewer than 200 000 charges
 * are open, and while a record comes again within the next 100 000 charges.
 */
export class ChargeCounters {
  private accepted = 0;
  private decided = 0;
  /** When their requests were read, oldest first. */
  private readonly open = new Map<string, number>();
  /** Open for so long that nothing is kept of them but their number. */
  private forgotten = 0;
  private readonly settled = new Remembered();
  /** Decided, and their request is not read yet: or it came before the board began to read. */
  private readonly early = new Remembered();

  onRequest(chargeId: string, nowMs: number): void {
    if (this.open.has(chargeId) || this.settled.has(chargeId)) return;
    this.accepted++;
    if (this.early.delete(chargeId)) return this.settle(chargeId);
    this.open.set(chargeId, nowMs);
    this.forgotten += keepNewest(this.open, MOST_OPEN);
  }

  onOutcome(chargeId: string): void {
    if (this.open.delete(chargeId)) this.settle(chargeId);
    else if (!this.settled.has(chargeId)) this.early.add(chargeId);
  }

  counts(nowMs: number): ChargeCounts {
    let lost = this.forgotten;
    for (const readAtMs of this.open.values()) {
      if (nowMs - readAtMs < LOST_AFTER_MS) break;
      lost++;
    }
    return { accepted: this.accepted, decided: this.decided, lost };
  }

  private settle(chargeId: string): void {
    this.decided++;
    this.settled.add(chargeId);
  }
}

/** The last ids. */
class Remembered {
  private readonly ids = new Set<string>();

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    keepNewest(this.ids, MOST_REMEMBERED);
  }

  delete(id: string): boolean {
    return this.ids.delete(id);
  }
}
