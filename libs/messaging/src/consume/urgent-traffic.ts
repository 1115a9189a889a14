const STAYS_MS = 1_000;

/** Whether the groups of this process that somebody waits for have had records in the last second. */
export class UrgentTraffic {
  private seenAtMs = -Infinity;

  seen(): void {
    this.seenAtMs = performance.now();
  }

  get isPresent(): boolean {
    return performance.now() - this.seenAtMs < STAYS_MS;
  }
}
