/** Wakes a loop that has nothing to do. A signal before the wait is not lost: the next wait ends at once. */
export class WakeSignal {
  private signalled = false;
  private endWait: (() => void) | undefined;

  wake(): void {
    this.signalled = true;
    this.endWait?.();
  }

  async wait(timeoutMs: number): Promise<void> {
    if (!this.signalled) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeoutMs);
      this.endWait = resolve;
      await promise;
      clearTimeout(timer);
      this.endWait = undefined;
    }
    this.signalled = false;
  }
}
