import { once } from 'node:events';
import { json, type Printable } from './render/printable.js';

/** The output of a command: results on stdout, everything else on stderr. */
export class Terminal {
  private readonly interruption = new AbortController();
  private pipeBroken = false;

  constructor(
    private readonly stdout: NodeJS.WriteStream = process.stdout,
    private readonly stderr: NodeJS.WriteStream = process.stderr,
  ) {
    // `peaje tail … | head`: the reader has closed the pipe.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.pipeBroken = true;
      this.interrupt();
    });
  }

  /** Aborted by Ctrl-C, or when the reader of the pipe is gone. */
  get signal(): AbortSignal {
    return this.interruption.signal;
  }

  interrupt(): void {
    this.interruption.abort();
  }

  get isInteractive(): boolean {
    return this.stdout.isTTY === true && this.stderr.isTTY === true;
  }

  /** Columns. A pipe has no limit, and a terminal that says 0 does not know its own. */
  get width(): number {
    return (this.stdout.isTTY && this.stdout.columns) || Number.POSITIVE_INFINITY;
  }

  /** The same of stderr. */
  get errorWidth(): number {
    return (this.stderr.isTTY && this.stderr.columns) || Number.POSITIVE_INFINITY;
  }

  /** Prints one line of the result. */
  async print(text: Printable): Promise<void> {
    if (this.pipeBroken) return;
    if (!this.stdout.write(`${text}\n`)) await Promise.race([once(this.stdout, 'drain'), this.aborted()]);
  }

  async printJson(value: unknown): Promise<void> {
    await this.print(json(value, 2));
  }

  /** Progress, hints and errors. */
  log(text: Printable): void {
    this.stderr.write(`${text}\n`);
  }

  private aborted(): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) resolve();
      this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
