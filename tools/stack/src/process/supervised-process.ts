import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { StackError } from '../stack-error.js';
import { lastLines } from './log-tail.js';
import type { ProcessSpec, ProcessState, ProcessStatus } from './process-spec.js';
import { RestartBackoff } from './restart-backoff.js';

const READY_POLL_MS = 100;
/** How long a process whose data is safe may take to leave by itself. */
const LINGER_MS = 300;

/**
 * Those that run now. When we exit without having stopped them, they are killed: none outlives its
 * supervisor.
 */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * One process that is kept running: **stopped stays stopped, killed is brought back**.
 *
 * Each runs in a session of its own, so that Ctrl-C in the terminal reaches the supervisor only, which then
 * stops the processes in the right order.
 */
export class SupervisedProcess {
  readonly #backoff = new RestartBackoff();
  #child: ChildProcess | null = null;
  #exited: Promise<void> = Promise.resolve();
  #state: ProcessState = 'stopped';
  #wanted = false;
  /** What it lacked to be ready when it was asked last. */
  #missing: string | null = null;
  #restarts = 0;
  /** Cancels the wait before a restart. */
  #wake = new AbortController();

  constructor(
    readonly spec: ProcessSpec,
    private readonly onChange: () => void,
  ) {}

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  status(): ProcessStatus {
    return { name: this.spec.name, state: this.#state, pid: this.pid, restarts: this.#restarts };
  }

  /**
   * Starts it and waits until it is ready. Nothing happens when it is running already.
   * @throws StackError `process-died` or `process-not-ready`, with the last lines of its log; it is then
   * stopped.
   */
  async start(): Promise<void> {
    if (this.#wanted) return this.untilReady();
    await this.#exited;
    this.#wanted = true;
    this.#backoff.reset();
    this.#wake = new AbortController();
    this.#launch();
    try {
      await this.#awaitFirstReady();
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /**
   * Waits until it is ready, across restarts. @throws StackError `process-not-ready` when that takes too
   * long.
   */
  async untilReady(): Promise<void> {
    const deadline = Date.now() + this.spec.readyTimeoutMs;
    while (this.#state !== 'ready') {
      if (!this.#wanted || Date.now() > deadline) throw await this.#notReady();
      await sleep(READY_POLL_MS);
    }
  }

  /** Orderly stop: the stop signal, then SIGKILL when it takes too long. It stays stopped. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#wake.abort();
    this.signal('SIGCONT');
    this.signal(this.spec.stopSignal);
    const timer = setTimeout(() => this.signal('SIGKILL'), this.spec.stopTimeoutMs);
    void this.#killOnceSafe(this.#child);
    await this.#exited.finally(() => clearTimeout(timer));
    if (!this.#wanted) this.#become('stopped');
  }

  /** Stop without delay. It stays stopped. */
  async abort(): Promise<void> {
    this.#wanted = false;
    this.#wake.abort();
    this.signal('SIGCONT');
    this.signal(this.spec.abortSignal);
    const timer = setTimeout(() => this.signal('SIGKILL'), 2_000);
    await this.#exited.finally(() => clearTimeout(timer));
    if (!this.#wanted) this.#become('stopped');
  }

  /**
   * Sends a signal and changes no intention: a process that dies of it is brought back. False when none
   * runs.
   */
  signal(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) ?? false;
  }

  async #killOnceSafe(child: ChildProcess | null): Promise<void> {
    const { isSafeToKill } = this.spec;
    if (!child || !isSafeToKill) return;
    while (this.#child === child && !(await isSafeToKill())) await sleep(READY_POLL_MS);
    await sleep(LINGER_MS);
    if (this.#child === child) child.kill('SIGKILL');
  }

  #launch(): void {
    const { command, args, cwd, env, user, logFile } = this.spec;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { cwd, env, ...user, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const startedAt = performance.now();
    this.#child = child;
    running.add(child);
    this.#become('starting');
    this.#exited = new Promise((resolve) => {
      const gone = (): void => {
        running.delete(child);
        if (this.#child !== child) return;
        this.#child = null;
        this.#afterExit(performance.now() - startedAt);
        resolve();
      };
      child.once('exit', gone);
      child.once('error', (error) => {
        appendFileSync(logFile, `${error.message}\n`);
        gone();
      });
    });
    void this.#watchReadiness(child);
  }

  async #watchReadiness(child: ChildProcess): Promise<void> {
    while (this.#child === child) {
      this.#missing = await this.spec.whyNotReady();
      if (this.#missing === null) {
        if (this.#child === child) this.#become('ready');
        return;
      }
      await sleep(READY_POLL_MS);
    }
  }

  #afterExit(livedMs: number): void {
    if (!this.#wanted) return this.#become('stopped');
    this.#become('waiting');
    const waitMs = this.#backoff.afterDeath(livedMs);
    sleep(waitMs, undefined, { signal: this.#wake.signal }).then(
      () => {
        if (!this.#wanted) return;
        this.#restarts += 1;
        this.#launch();
      },
      () => undefined,
    );
  }

  /**
   * The first start is strict: a process that dies before it was ever ready is an error, not a reason to
   * try again.
   */
  async #awaitFirstReady(): Promise<void> {
    const child = this.#child;
    const deadline = Date.now() + this.spec.readyTimeoutMs;
    while (this.#state !== 'ready') {
      if (!this.#wanted)
        throw new StackError('stopped', `${this.spec.name} was stopped while it started.`, '');
      if (this.#child !== child || !child?.pid)
        throw await this.#failure('process-died', 'died while it started');
      if (Date.now() > deadline) throw await this.#notReady();
      await sleep(READY_POLL_MS);
    }
  }

  #notReady(): Promise<StackError> {
    const seconds = Math.round(this.spec.readyTimeoutMs / 1_000);
    return this.#failure(
      'process-not-ready',
      `did not get ready in ${seconds} s: ${this.#missing ?? 'stopped'}`,
    );
  }

  async #failure(code: string, what: string): Promise<StackError> {
    const lines = await lastLines(this.spec.logFile, 8);
    const said = lines.length > 0 ? ` It said at the end:\n\n  ${lines.join('\n  ')}` : ' Its log is empty.';
    return new StackError(code, `${this.spec.name} ${what}.${said}`, `The whole log: ${this.spec.logFile}`);
  }

  #become(state: ProcessState): void {
    this.#state = state;
    this.onChange();
  }
}
