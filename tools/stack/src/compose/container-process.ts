import { setTimeout as sleep } from 'node:timers/promises';

import type { ControlledProcess } from '../control/controlled-stack.js';
import type { ProcessState, ProcessStatus } from '../process/process-spec.js';
import { StackError } from '../stack-error.js';
import type { ComposeProject, Container } from './compose-project.js';

const READY_TIMEOUT_MS = 180_000;
const POLL_MS = 200;
const LAST_LINES = 8;

/** One container that Docker keeps running (`restart: unless-stopped`). */
export class ContainerProcess implements ControlledProcess {
  private seen: Container;
  private earlierRestarts = 0;
  private lastPort: number | null;

  constructor(
    readonly name: string,
    seen: Container,
    private readonly project: ComposeProject,
    /** Asks Docker anew. It calls `update` before it returns. */
    private readonly refresh: () => Promise<void>,
  ) {
    this.seen = seen;
    this.lastPort = seen.port;
  }

  /** Its port on 127.0.0.1; while it is stopped, its last port. */
  get port(): number | null {
    return this.lastPort;
  }

  /** Docker counts restarts from 0 again after a start by a user. This object adds the earlier ones. */
  update(now: Container): void {
    if (now.restarts < this.seen.restarts || now.id !== this.seen.id)
      this.earlierRestarts += this.seen.restarts;
    this.seen = now;
    this.lastPort = now.port ?? this.lastPort;
  }

  status(): ProcessStatus {
    const { pid, restarts } = this.seen;
    return { name: this.name, state: stateOf(this.seen), pid, restarts: this.earlierRestarts + restarts };
  }

  async start(): Promise<void> {
    await this.refresh();
    const isNew = stateOf(this.seen) === 'stopped';
    if (isNew) await this.project.docker('start', this.seen.id);
    await this.untilReady(isNew);
  }

  async stop(): Promise<void> {
    await this.signal('SIGCONT');
    await this.project.docker('stop', this.seen.id);
    await this.refresh();
  }

  /**
   * Sends the signal from within the container to the process under its init. After a `docker kill` Docker would not
   * restart the container; after its process dies, it does.
   */
  async signal(signal: NodeJS.Signals): Promise<boolean> {
    await this.refresh();
    const { id, pid } = this.seen;
    if (pid === null) return false;
    // The list has no line break at its end, so `read` reports a failure.
    const kill = `read -r main rest < /proc/1/task/1/children; kill -${signal.slice(3)} "$main"`;
    try {
      await this.project.docker('exec', id, 'sh', '-c', kill);
    } catch (error) {
      // A deadly signal ends the container and the shell in it, before the shell can report success.
      await this.refresh();
      if (this.seen.pid === pid) throw error;
    }
    return true;
  }

  /** A first start is strict: a container that dies before it is ready is an error. */
  async untilReady(isNew: boolean): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      await this.refresh();
      const state = stateOf(this.seen);
      if (state === 'ready') return;
      const died = state === 'stopped' || (isNew && (state === 'waiting' || this.seen.restarts > 0));
      if (died) return this.fail('process-died', 'died during its start');
      if (Date.now() > deadline) return this.fail('process-not-ready', 'is not ready in time');
      await sleep(POLL_MS);
    }
  }

  private async fail(code: string, what: string): Promise<never> {
    const { id } = this.seen;
    const lines = await this.project.logs(id, LAST_LINES);
    await this.stop();
    throw new StackError(
      code,
      `${this.name} ${what}. The end of its log:\n\n  ${lines.join('\n  ')}`,
      `The whole log: docker logs ${id.slice(0, 12)}`,
    );
  }
}

function stateOf({ status, healthy }: Container): ProcessState {
  if (status === 'restarting') return 'waiting';
  if (status !== 'running') return 'stopped';
  return healthy ? 'ready' : 'starting';
}
