import type { ControlledService } from '../control/controlled-stack.js';
import type { ComposeProject } from './compose-project.js';
import type { ContainerProcess } from './container-process.js';

const SCALE_ATTEMPTS = 5;

/** A service of the compose file, with as many containers as it is scaled to. */
export class ComposeService implements ControlledService {
  constructor(
    readonly name: string,
    private readonly containers: () => readonly ContainerProcess[],
    private readonly project: ComposeProject,
    private readonly refresh: () => Promise<void>,
  ) {}

  get instances() {
    return this.containers().map((process) => ({
      url: `http://127.0.0.1:${process.port ?? 0}`,
      process,
    }));
  }

  async start(): Promise<void> {
    await Promise.all(this.containers().map((container) => container.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.containers().map((container) => container.stop()));
  }

  async scale(count: number): Promise<void> {
    const before = new Set(this.containers());
    // `up` may overlook a container that died and that Docker restarts just now. The refresh finds it.
    for (let attempt = 0; attempt < SCALE_ATTEMPTS; attempt++) {
      await this.composeUp(count);
      await this.refresh();
      if (this.containers().length <= count) break;
    }
    const added = this.containers().filter((container) => !before.has(container));
    await Promise.all(added.map((container) => container.untilReady(true)));
  }

  private async composeUp(count: number): Promise<void> {
    const scale = ['--scale', `${this.name}=${count}`];
    await this.project.compose(
      'up',
      '--detach',
      '--no-deps',
      '--no-build',
      '--no-recreate',
      ...scale,
      this.name,
    );
  }
}
