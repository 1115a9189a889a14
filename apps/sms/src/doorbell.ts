/** Wakes a loop that has nothing to do. A ring while nobody waits is not lost: the next wait ends at once. */
export class Doorbell {
  private rung = false;
  private answer: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.answer?.();
  }

  async wait(timeoutMs: number): Promise<void> {
    if (!this.rung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeoutMs);
      this.answer = resolve;
      await promise;
      clearTimeout(timer);
      this.answer = undefined;
    }
    this.rung = false;
  }
}
