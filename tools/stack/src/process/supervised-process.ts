import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { StackError } from '../stack-error.js';
import { stepBack } from './cpu-priority.js';
import { lastLines } from './log-tail.js';
import { isDeadly } from './deadly-signals.js';
import type { ProcessSpec, ProcessState, ProcessStatus } from './process-spec.js';
import { RestartBackoff } from './restart-backoff.js';

const READY_POLL_MS = 100;
/** The time that a process with its data on disk has to end by itself. */
const LINGER_MS = 300;

/** All running children. If the supervisor exits without stopping them, it kills them. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Keeps one process running. **A stopped process stays stopped; a killed one is restarted.**
 *
 * Each process has a session of its own, so that Ctrl-C in the terminal reaches the supervisor only. The supervisor
 * then stops all processes in the right order.
 */
export class SupervisedProcess {
  private readonly backoff = new RestartBackoff();
  private child: ChildProcess | null = null;
  /** The child that got a deadly signal and will be replaced. */
  private dying: ChildProcess | null = null;
  private exited: Promise<void> = Promise.resolve();
  private state: ProcessState = 'stopped';
  private shouldRun = false;
  /** The reason why it was not ready at the last check. */
  private whyNotReady: string | null = null;
  private restarts = 0;
  /** Its abort cancels the wait before a restart. */
  private restartWait = new AbortController();

  constructor(
    readonly spec: ProcessSpec,
    private readonly onChange: () => void,
  ) {}

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  status(): ProcessStatus {
    return { name: this.spec.name, state: this.state, pid: this.pid, restarts: this.restarts };
  }

  /**
   * Starts it and waits until it is ready. If it runs already, it only waits.
   * @throws StackError `process-died` or `process-not-ready`, with the last lines of its log; it is stopped then.
   */
  async start(): Promise<void> {
    if (this.shouldRun) return this.untilReady();
    await this.exited;
    this.shouldRun = true;
    this.backoff.reset();
    this.restartWait = new AbortController();
    this.launch();
    try {
      await this.awaitFirstReady();
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /**
   * Waits until it is ready, also across restarts. @throws StackError `process-not-ready` after the time of a start
   */
  async untilReady(): Promise<void> {
    const deadline = Date.now() + this.spec.readyTimeoutMs;
    while (this.state !== 'ready') {
      if (!this.shouldRun || Date.now() > deadline) throw await this.notReady();
      await sleep(READY_POLL_MS);
    }
  }

  /** Stops it: the stop signal first, SIGKILL when that takes too long. It stays stopped. */
  async stop(): Promise<void> {
    this.shouldRun = false;
    this.restartWait.abort();
    this.signal('SIGCONT');
    this.signal(this.spec.stopSignal);
    const timer = setTimeout(() => this.signal('SIGKILL'), this.spec.stopTimeoutMs);
    void this.killOnceSafe(this.child);
    await this.exited.finally(() => clearTimeout(timer));
    if (!this.shouldRun) this.setState('stopped');
  }

  /** Stops it without delay. It stays stopped. */
  async abort(): Promise<void> {
    this.shouldRun = false;
    this.restartWait.abort();
    this.signal('SIGCONT');
    this.signal(this.spec.abortSignal);
    const timer = setTimeout(() => this.signal('SIGKILL'), 2_000);
    await this.exited.finally(() => clearTimeout(timer));
    if (!this.shouldRun) this.setState('stopped');
  }

  /**
   * Sends a signal. A process that dies of it is restarted, and is not ready from now on. False when no process runs.
   */
  signal(signal: NodeJS.Signals): boolean {
    const isSent = this.child?.kill(signal) ?? false;
    if (isSent && this.shouldRun && isDeadly(signal)) {
      this.dying = this.child;
      this.setState('waiting');
    }
    return isSent;
  }

  private async killOnceSafe(child: ChildProcess | null): Promise<void> {
    const { isSafeToKill } = this.spec;
    if (!child || !isSafeToKill) return;
    while (this.child === child && !(await isSafeToKill())) await sleep(READY_POLL_MS);
    await sleep(LINGER_MS);
    if (this.child === child) child.kill('SIGKILL');
  }

  private launch(): void {
    const { command, args, cwd, env, user, logFile } = this.spec;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { cwd, env, ...user, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const startedAt = performance.now();
    this.child = child;
    running.add(child);
    this.setState('starting');
    this.exited = new Promise((resolve) => {
      const gone = (): void => {
        running.delete(child);
        if (this.child !== child) return;
        this.child = null;
        this.afterExit(performance.now() - startedAt);
        resolve();
      };
      child.once('exit', gone);
      child.once('error', (error) => {
        appendFileSync(logFile, `${error.message}\n`);
        gone();
      });
    });
    void this.watchReadiness(child);
  }

  private async watchReadiness(child: ChildProcess): Promise<void> {
    while (this.child === child) {
      this.whyNotReady = await this.spec.whyNotReady();
      if (this.whyNotReady === null) {
        if (this.child !== child || this.dying === child) return;
        // Not before: a service that comes back under load starts as fast as any other.
        if (this.spec.niceness && child.pid) stepBack(child.pid, this.spec.niceness);
        return this.setState('ready');
      }
      await sleep(READY_POLL_MS);
    }
  }

  private afterExit(livedMs: number): void {
    if (!this.shouldRun) return this.setState('stopped');
    this.setState('waiting');
    const waitMs = this.backoff.afterDeath(livedMs);
    sleep(waitMs, undefined, { signal: this.restartWait.signal }).then(
      () => {
        if (!this.shouldRun) return;
        this.restarts += 1;
        this.launch();
      },
      () => undefined,
    );
  }

  /** The first start is strict: a process that dies before it is ready is an error, and is not restarted. */
  private async awaitFirstReady(): Promise<void> {
    const child = this.child;
    const deadline = Date.now() + this.spec.readyTimeoutMs;
    while (this.state !== 'ready') {
      if (!this.shouldRun)
        throw new StackError('stopped', `${this.spec.name} was stopped during its start.`, '');
      if (this.child !== child || !child?.pid)
        throw await this.failure('process-died', 'died during its start');
      if (Date.now() > deadline) throw await this.notReady();
      await sleep(READY_POLL_MS);
    }
  }

  private notReady(): Promise<StackError> {
    const seconds = Math.round(this.spec.readyTimeoutMs / 1_000);
    return this.failure(
      'process-not-ready',
      `was not ready after ${seconds} s: ${this.whyNotReady ?? 'stopped'}`,
    );
  }

  private async failure(code: string, what: string): Promise<StackError> {
    const lines = await lastLines(this.spec.logFile, 8);
    const end = lines.length > 0 ? ` The end of its log:\n\n  ${lines.join('\n  ')}` : ' Its log is empty.';
    return new StackError(code, `${this.spec.name} ${what}.${end}`, `The whole log: ${this.spec.logFile}`);
  }

  private setState(state: ProcessState): void {
    this.state = state;
    this.onChange();
  }
}
