import { setTimeout as delay } from 'node:timers/promises';

/** While records are appended all the time, a verification works for a tenth of the time. */
const REST_FOR_ONE = 9;

/**
 * How much of the time records are being appended. A verification runs in the same process and on the same database, and
 * appends come first: after each piece of its work it rests, for longer the more of that time was spent on appends.
 */
export class AppendLoad {
  private underWay = 0;
  private busySinceMs = 0;
  private busyMs = 0;

  async appending<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay++ === 0) this.busySinceMs = performance.now();
    try {
      return await work();
    } finally {
      if (--this.underWay === 0) this.busyMs += performance.now() - this.busySinceMs;
    }
  }

  /** Runs a piece of work that gives way. */
  async piece<T>(work: () => Promise<T>): Promise<T> {
    const [startedMs, busyBeforeMs] = [performance.now(), this.busyUntilNow()];
    const result = await work();
    const tookMs = performance.now() - startedMs;
    const share = Math.min(1, (this.busyUntilNow() - busyBeforeMs) / tookMs);
    if (share > 0) await delay(tookMs * share * REST_FOR_ONE);
    return result;
  }

  private busyUntilNow(): number {
    return this.busyMs + (this.underWay > 0 ? performance.now() - this.busySinceMs : 0);
  }
}
