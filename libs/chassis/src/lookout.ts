export interface LookoutOptions {
  readonly againAfterMs: number;
  /** Hears of a reason once, until there is another. */
  readonly onError?: (error: unknown) => void;
}

/** Looks in the background, again and again, until it saw what it looks for: a service starts while Kafka is down. */
export class Lookout {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private told: string | undefined;

  /** `look` says whether it saw it; what it throws means not yet. */
  constructor(
    private readonly look: () => Promise<boolean>,
    private readonly options: LookoutOptions,
  ) {}

  get isStopped(): boolean {
    return this.stopped;
  }

  start(): void {
    void this.lookOnce();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async lookOnce(): Promise<void> {
    try {
      if (await this.look()) return;
    } catch (error) {
      this.tell(error);
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.lookOnce(), this.options.againAfterMs);
  }

  private tell(error: unknown): void {
    const reason = String(error);
    if (reason !== this.told) this.options.onError?.(error);
    this.told = reason;
  }
}
