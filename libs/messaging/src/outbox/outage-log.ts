import type { MessagingLogger } from '../ports/messaging-logger.js';

/** One warning an outage, not one for each event that meets it. */
export class OutageLog {
  private sinceMs: number | undefined;

  constructor(
    private readonly logger: MessagingLogger,
    private readonly warning: string,
  ) {}

  get isMet(): boolean {
    return this.sinceMs !== undefined;
  }

  met(error: unknown): void {
    if (this.sinceMs !== undefined) return;
    this.sinceMs = performance.now();
    this.logger.warn({ error }, this.warning);
  }

  isOver(): void {
    if (this.sinceMs === undefined) return;
    const tookMs = Math.round(performance.now() - this.sinceMs);
    this.sinceMs = undefined;
    this.logger.info({ tookMs }, `no longer: ${this.warning}`);
  }
}
