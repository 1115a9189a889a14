import { once } from 'node:events';

/** Where a command speaks: results on stdout, everything else on stderr. */
export class Terminal {
  private readonly interruption = new AbortController();
  private pipeBroken = false;

  constructor(
    private readonly stdout: NodeJS.WriteStream = process.stdout,
    private readonly stderr: NodeJS.WriteStream = process.stderr,
  ) {
    // `peaje tail … | head`: the reader has seen enough.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.pipeBroken = true;
      this.interrupt();
    });
  }

  /** Aborted by Ctrl-C, or when nobody reads any more: end in order. */
  get signal(): AbortSignal {
    return this.interruption.signal;
  }

  interrupt(): void {
    this.interruption.abort();
  }

  get isInteractive(): boolean {
    return this.stdout.isTTY === true && this.stderr.isTTY === true;
  }

  /** Columns; a pipe has as many as a line needs. */
  get width(): number {
    return this.stdout.isTTY ? this.stdout.columns : Number.POSITIVE_INFINITY;
  }

  /** A line of the result. */
  async say(text: string): Promise<void> {
    if (this.pipeBroken) return;
    if (!this.stdout.write(`${text}\n`)) await Promise.race([once(this.stdout, 'drain'), this.aborted()]);
  }

  async json(value: unknown): Promise<void> {
    await this.say(JSON.stringify(value, null, 2));
  }

  /** What is no result: progress, hints, errors. */
  note(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  private aborted(): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) resolve();
      this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
