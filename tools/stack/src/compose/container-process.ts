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
  #seen: Container;
  #earlierRestarts = 0;
  #port: number | null;

  constructor(
    readonly name: string,
    seen: Container,
    private readonly project: ComposeProject,
    /** Asks Docker anew; `seen` is up to date when it returns. */
    private readonly look: () => Promise<void>,
  ) {
    this.#seen = seen;
    this.#port = seen.port;
  }

  /** Where it listens on 127.0.0.1; while it is stopped, where it last did. */
  get port(): number | null {
    return this.#port;
  }

  /** Docker counts from 0 again when somebody starts a container; we go on. */
  update(now: Container): void {
    if (now.restarts < this.#seen.restarts || now.id !== this.#seen.id)
      this.#earlierRestarts += this.#seen.restarts;
    this.#seen = now;
    this.#port = now.port ?? this.#port;
  }

  status(): ProcessStatus {
    const { pid, restarts } = this.#seen;
    return { name: this.name, state: stateOf(this.#seen), pid, restarts: this.#earlierRestarts + restarts };
  }

  async start(): Promise<void> {
    await this.look();
    const isNew = stateOf(this.#seen) === 'stopped';
    if (isNew) await this.project.docker('start', this.#seen.id);
    await this.untilReady(isNew);
  }

  async stop(): Promise<void> {
    await this.signal('SIGCONT');
    await this.project.docker('stop', this.#seen.id);
    await this.look();
  }

  /**
   * From within the container, to what runs under its init: Docker takes a `docker kill` for the wish that it
   * stays away, but what dies of itself is brought back.
   */
  async signal(signal: NodeJS.Signals): Promise<boolean> {
    await this.look();
    const { id, pid } = this.#seen;
    if (pid === null) return false;
    // The list ends without a line break, which `read` takes for a failure.
    const kill = `read -r main rest < /proc/1/task/1/children; kill -${signal.slice(3)} "$main"`;
    try {
      await this.project.docker('exec', id, 'sh', '-c', kill);
    } catch (error) {
      // When the signal is deadly, the shell dies with the container and cannot say that it did its work.
      await this.look();
      if (this.#seen.pid === pid) throw error;
    }
    return true;
  }

  /** A first start is strict: what dies before it was ever ready is an error. */
  async untilReady(isNew: boolean): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      await this.look();
      const state = stateOf(this.#seen);
      if (state === 'ready') return;
      const died = state === 'stopped' || (isNew && (state === 'waiting' || this.#seen.restarts > 0));
      if (died) return this.#fail('process-died', 'died while it started');
      if (Date.now() > deadline) return this.#fail('process-not-ready', 'did not get ready');
      await sleep(POLL_MS);
    }
  }

  async #fail(code: string, what: string): Promise<never> {
    const { id } = this.#seen;
    const said = await this.project.logs(id, LAST_LINES);
    await this.stop();
    throw new StackError(
      code,
      `${this.name} ${what}. It said at the end:\n\n  ${said.join('\n  ')}`,
      `The whole log: docker logs ${id.slice(0, 12)}`,
    );
  }
}

function stateOf({ status, healthy }: Container): ProcessState {
  if (status === 'restarting') return 'waiting';
  if (status !== 'running') return 'stopped';
  return healthy ? 'ready' : 'starting';
}
