/** What must hold before this instance can do its HTTP job. Kafka is not among it: the outbox is. */
export class Readiness {
  private readonly checks = new Map<string, () => boolean | Promise<boolean>>();
  private shuttingDown = false;

  require(name: string, check: () => boolean | Promise<boolean>): void {
    this.checks.set(name, check);
  }

  startShutdown(): void {
    this.shuttingDown = true;
  }

  /** The names of what is not fulfilled. */
  async missing(): Promise<string[]> {
    if (this.shuttingDown) return ['shutting-down'];
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => ((await holds(check)) ? [] : [name])),
    );
    return results.flat();
  }
}

async function holds(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}
