export interface BackgroundCheckOptions {
  readonly againAfterMs: number;
  /** Hears of a reason once, until there is another. */
  readonly onError?: (error: unknown) => void;
}

/** Looks in the background, again and again, until it saw what it looks for: a service starts while Kafka is down. */
export class BackgroundCheck {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private reported: string | undefined;

  /** `check` says whether it saw it; what it throws means not yet. */
  constructor(
    private readonly check: () => Promise<boolean>,
    private readonly options: BackgroundCheckOptions,
  ) {}

  get isStopped(): boolean {
    return this.stopped;
  }

  start(): void {
    void this.checkOnce();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async checkOnce(): Promise<void> {
    try {
      if (await this.check()) return;
    } catch (error) {
      this.report(error);
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.checkOnce(), this.options.againAfterMs);
  }

  private report(error: unknown): void {
    const reason = String(error);
    if (reason !== this.reported) this.options.onError?.(error);
    this.reported = reason;
  }
}
