import { controlRoutes } from '../control/control-routes.js';
import type { ControlledBroker, ControlledStack } from '../control/controlled-stack.js';
import type { ControlServer } from '../control/control-server.js';
import { describeStack } from '../describe-stack.js';
import type { StackPaths } from '../paths.js';
import { superuserUrl } from '../postgres/postgres-server.js';
import { existingServices, type ServiceName } from '../services/service-catalogue.js';
import { type StackInfo, StackInfoFile } from '../stack-info.js';
import type { Stack } from '../start-stack.js';
import { ComposeContainers } from './compose-containers.js';
import type { ComposeProject } from './compose-project.js';
import { ComposeService } from './compose-service.js';

export const BROKERS = ['kafka-1', 'kafka-2', 'kafka-3'] as const;

/** A running compose project, with the control interface and stack.json. */
export class ComposeStack implements Stack, ControlledStack {
  private readonly startedAt = new Date().toISOString();
  private readonly containers: ComposeContainers;
  private readonly file: StackInfoFile;
  private readonly watching = new AbortController();
  private readonly end = Promise.withResolvers<void>();
  private ending: Promise<void> | null = null;
  readonly services: readonly ComposeService[];

  constructor(
    private readonly project: ComposeProject,
    paths: StackPaths,
    private readonly control: ControlServer,
    /** Removes or releases the containers at the end. */
    private readonly release: (atOnce: boolean) => Promise<void>,
  ) {
    this.file = new StackInfoFile(paths.info, () => this.info);
    this.containers = new ComposeContainers(project, () => void this.file.write().catch(() => undefined));
    this.services = existingServices().map((name) => this.service(name));
  }

  /** Call it when everything runs. From then on stack.json follows Docker's events. */
  async open(): Promise<void> {
    await this.containers.refresh();
    void this.project.watch(
      () => void this.containers.refresh().catch(() => undefined),
      this.watching.signal,
    );
    this.control.open(controlRoutes(this));
    await this.file.write();
  }

  get info(): StackInfo {
    return describeStack({
      ready: true,
      startedAt: this.startedAt,
      control: this.control,
      services: this.services,
      brokers: this.brokers,
      postgres: this.postgres,
      databaseServer: superuserUrl(this.container('postgres').port ?? 0),
      checkpointKeys: null,
    });
  }

  ready(): boolean {
    return true;
  }

  /** This process comes and goes while the containers run. What it saw would be a part that nobody could name. */
  availability(): null {
    return null;
  }

  get brokers(): ControlledBroker[] {
    return BROKERS.map((name, i) => {
      const process = this.container(name);
      return { id: i + 1, port: process.port ?? 0, process };
    });
  }

  get postgres() {
    return this.container('postgres');
  }

  get ended(): Promise<void> {
    return this.end.promise;
  }

  stopAll(): void {
    void this.project.compose('stop').finally(() => this.stop());
  }

  stop(): Promise<void> {
    this.ending ??= this.finish(false);
    return this.ending;
  }

  abort(): Promise<void> {
    this.ending ??= this.finish(true);
    return this.ending;
  }

  private async finish(atOnce: boolean): Promise<void> {
    this.watching.abort();
    try {
      await this.release(atOnce);
    } finally {
      this.control.close();
      await this.file.remove();
      this.end.resolve();
    }
  }

  private service(name: ServiceName): ComposeService {
    return new ComposeService(name, () => this.containers.of(name), this.project, this.containers.refresh);
  }

  private container(service: string) {
    const [only] = this.containers.of(service);
    if (!only) throw new Error(`the project ${this.project.name} has no container of ${service}`);
    return only;
  }
}
