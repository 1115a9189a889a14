import type { ControlledProcess, ProcessStatus } from '@peaje/stack';
import {
  type ContainerRuntimeClient,
  type GenericContainer,
  getContainerRuntimeClient,
} from 'testcontainers';
import { eventually } from '../eventually.js';

type EngineContainer = ReturnType<ContainerRuntimeClient['container']['getById']>;

const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_S = 10;

/** A container of Testcontainers, as the control interface has its processes; it says itself when it is healthy. */
export class ContainerProcess implements ControlledProcess {
  #container: EngineContainer | null = null;
  #wanted = false;
  #status: ProcessStatus;

  constructor(
    name: string,
    private readonly recipe: () => GenericContainer,
    private readonly onChange: () => void,
  ) {
    this.#status = { name, state: 'stopped', pid: null, restarts: 0 };
  }

  status(): ProcessStatus {
    return this.#status;
  }

  async start(): Promise<void> {
    if (!this.#wanted) {
      this.#wanted = true;
      await this.#begin();
    }
    await this.#untilHealthy();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    await this.signal('SIGCONT');
    await this.#container?.stop({ t: STOP_WITHIN_S }).catch(unlessSo);
    await this.#look();
  }

  async signal(signal: NodeJS.Signals): Promise<boolean> {
    if (!this.#status.pid) return false;
    await this.#container?.kill({ signal });
    return true;
  }

  async abort(): Promise<void> {
    this.#wanted = false;
    await this.signal('SIGKILL');
  }

  /** Nothing is left of it, what it stored included. */
  async remove(): Promise<void> {
    this.#wanted = false;
    await this.#container?.remove({ force: true, v: true });
    this.#container = null;
  }

  async #begin(): Promise<void> {
    if (this.#container) await this.#container.start().catch(unlessSo);
    else {
      const { container } = await getContainerRuntimeClient();
      this.#container = container.getById((await this.recipe().start()).getId());
    }
    await this.#look();
    void this.#lookAfter(this.#container);
  }

  /** Docker's own restart policy takes a kill from outside for the wish that it stays away. */
  async #lookAfter(container: EngineContainer): Promise<void> {
    for (;;) {
      await container.wait();
      if (!this.#wanted) return;
      await this.#look();
      this.#become({ restarts: this.#status.restarts + 1 });
      await container.start().catch(unlessSo);
      await this.#look();
    }
  }

  async #untilHealthy(): Promise<void> {
    await eventually(async () => {
      await this.#look();
      if (this.#status.state !== 'ready') throw new Error(`${this.#status.name} is ${this.#status.state}`);
    }, READY_WITHIN_MS);
  }

  async #look(): Promise<void> {
    if (!this.#container) return;
    const { Running, Pid, Health } = (await this.#container.inspect()).State;
    const alive = Health?.Status === 'healthy' ? 'ready' : 'starting';
    this.#become({ state: Running ? alive : this.#wanted ? 'waiting' : 'stopped', pid: Pid || null });
  }

  #become(change: Partial<ProcessStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.onChange();
  }
}

/** The engine answers 304 when it is so already. */
function unlessSo(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}
