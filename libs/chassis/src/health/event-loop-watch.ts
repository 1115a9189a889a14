import inspector from 'node:inspector';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** How often the thread looks within the limit: a process that was frozen and thawed has missed one look. */
const LOOKS = 10;

/** What the thread is given. */
export interface Watched {
  readonly service: string;
  /** `[turns, debugged]`, shared: the main thread counts its turns, and reports whether a debugger may be attached. */
  readonly signs: Int32Array<SharedArrayBuffer>;
  readonly looks: number;
  readonly everyMs: number;
}

/**
 * Ends this process, by SIGKILL, once its event loop has not turned for `limitMs`: it answers no request and
 * handles no record, and only Kubernetes would notice. A supervisor starts another. The last line of its log is where it
 * was stuck.
 */
export class EventLoopWatch {
  private readonly signs = new Int32Array(new SharedArrayBuffer(8));
  private timer: NodeJS.Timeout | undefined;
  private thread: Worker | undefined;

  constructor(
    private readonly service: string,
    private readonly limitMs: number,
  ) {}

  start(): void {
    const everyMs = this.limitMs / LOOKS;
    this.timer = setInterval(() => this.turn(), everyMs / 2).unref();
    const workerData: Watched = { service: this.service, signs: this.signs, looks: LOOKS, everyMs };
    const program = new URL(`./event-loop-watch.thread${extname(import.meta.url)}`, import.meta.url);
    this.thread = new Worker(program, { workerData, execArgv: [] });
    // A service without this watch is better than none.
    this.thread.on('error', (error) => process.emitWarning(error));
    this.thread.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.thread?.terminate();
  }

  private turn(): void {
    Atomics.add(this.signs, 0, 1);
    Atomics.store(this.signs, 1, inspector.url() === undefined ? 0 : 1);
  }
}
