import { type DatabaseServer, type ProcessStatus, StackError } from '@peaje/stack';
import {
  type ContainerRuntimeClient,
  type GenericContainer,
  getContainerRuntimeClient,
} from 'testcontainers';
import { eventually } from '../outside/eventually.js';

type EngineContainer = ReturnType<ContainerRuntimeClient['container']['getById']>;

const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_S = 10;
/** The engine's answers when there is nothing to do: already so, gone, not running. */
const NOTHING_TO_DO = [304, 404, 409];

/** A container of Testcontainers as a process of the control interface; it is ready when its health check passes. */
export class TestcontainerProcess implements DatabaseServer {
  private container: EngineContainer | null = null;
  private wanted = false;
  private current: ProcessStatus;
  /** Ends when the container is not wanted any more. */
  private lookingAfter: Promise<void> | null = null;

  constructor(
    name: string,
    private readonly recipe: () => GenericContainer,
    private readonly onChange: () => void,
  ) {
    this.current = { name, state: 'stopped', pid: null, restarts: 0 };
  }

  status(): ProcessStatus {
    return this.current;
  }

  async start(): Promise<void> {
    this.wanted = true;
    try {
      await this.run();
      this.lookingAfter ??= this.lookAfter();
      await this.untilHealthy();
    } catch (cause) {
      await this.stop();
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StackError(
        'process-not-ready',
        `${this.current.name} did not get ready: ${why}`,
        'docker ps -a, docker logs',
        { cause },
      );
    }
  }

  async stop(): Promise<void> {
    this.wanted = false;
    await this.signal('SIGCONT');
    await this.ask((container) => container.stop({ t: STOP_WITHIN_S }));
    await this.ended();
  }

  async abort(): Promise<void> {
    this.wanted = false;
    await this.signal('SIGKILL');
    await this.ended();
  }

  signal(signal: NodeJS.Signals): Promise<boolean> {
    return this.ask((container) => container.kill({ signal }));
  }

  /** Removes the container and its data. */
  async remove(): Promise<void> {
    await this.abort();
    await this.ask((container) => container.remove({ force: true, v: true }));
    this.container = null;
  }

  private async run(): Promise<void> {
    if (this.container) return void (await this.ask((container) => container.start()));
    const { container } = await getContainerRuntimeClient();
    this.container = container.getById((await this.recipe().start()).getId());
  }

  /** Restarts a container that died: Testcontainers sets no restart policy, and Docker's ignores a `docker kill`. */
  private async lookAfter(): Promise<void> {
    while (this.wanted) {
      await this.ask((container) => container.wait());
      await this.look();
      if (!this.wanted) return;
      this.become({ restarts: this.current.restarts + 1 });
      await this.ask((container) => container.start());
      // A container that stays unhealthy fails the caller that waits for it.
      await this.untilHealthy().catch(() => undefined);
    }
  }

  private async ended(): Promise<void> {
    await this.lookingAfter;
    this.lookingAfter = null;
    await this.look();
  }

  private async untilHealthy(): Promise<void> {
    await eventually(
      `${this.current.name} is healthy`,
      async () => {
        await this.look();
        if (this.wanted && this.current.state !== 'ready')
          throw new Error(`${this.current.name} is ${this.current.state}`);
      },
      READY_WITHIN_MS,
    );
    if (!this.wanted) throw new Error(`${this.current.name} was stopped while it started`);
  }

  private async look(): Promise<void> {
    await this.ask(async (container) => {
      const { Running, Pid, Health } = (await container.inspect()).State;
      const alive = Health?.Status === 'healthy' ? 'ready' : 'starting';
      this.become({ state: Running ? alive : this.wanted ? 'waiting' : 'stopped', pid: Pid || null });
    });
  }

  /** False when there was nothing to do. */
  private async ask(question: (container: EngineContainer) => Promise<unknown>): Promise<boolean> {
    if (!this.container) return false;
    try {
      await question(this.container);
      return true;
    } catch (error) {
      if (NOTHING_TO_DO.includes((error as { statusCode?: number }).statusCode ?? 0)) return false;
      throw error;
    }
  }

  private become(change: Partial<ProcessStatus>): void {
    this.current = { ...this.current, ...change };
    this.onChange();
  }
}
