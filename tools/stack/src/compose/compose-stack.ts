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

/** A compose project that runs, behind the control interface and stack.json. */
export class ComposeStack implements Stack, ControlledStack {
  readonly #startedAt = new Date().toISOString();
  readonly #containers: ComposeContainers;
  readonly #file: StackInfoFile;
  readonly #watching = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #ending: Promise<void> | null = null;
  readonly services: readonly ComposeService[];

  constructor(
    private readonly project: ComposeProject,
    paths: StackPaths,
    private readonly control: ControlServer,
    /** What becomes of the containers at the end. */
    private readonly leave: (atOnce: boolean) => Promise<void>,
  ) {
    this.#file = new StackInfoFile(paths.info, () => this.info);
    this.#containers = new ComposeContainers(project, () => void this.#file.write().catch(() => undefined));
    this.services = existingServices().map((name) => this.#service(name));
  }

  /** Everything runs: from now on stack.json says so, and keeps to what Docker says. */
  async open(): Promise<void> {
    await this.#containers.look();
    void this.project.watch(() => void this.#containers.look().catch(() => undefined), this.#watching.signal);
    this.control.open(controlRoutes(this));
    await this.#file.write();
  }

  get info(): StackInfo {
    return describeStack({
      ready: true,
      startedAt: this.#startedAt,
      control: this.control,
      services: this.services,
      brokers: this.brokers,
      postgres: this.postgres,
      databaseServer: superuserUrl(this.#one('postgres').port ?? 0),
    });
  }

  ready(): boolean {
    return true;
  }

  get brokers(): ControlledBroker[] {
    return BROKERS.map((name, i) => {
      const process = this.#one(name);
      return { id: i + 1, port: process.port ?? 0, process };
    });
  }

  get postgres() {
    return this.#one('postgres');
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  stopAll(): void {
    void this.project.compose('stop').finally(() => this.stop());
  }

  stop(): Promise<void> {
    this.#ending ??= this.#end(false);
    return this.#ending;
  }

  abort(): Promise<void> {
    this.#ending ??= this.#end(true);
    return this.#ending;
  }

  async #end(atOnce: boolean): Promise<void> {
    this.#watching.abort();
    try {
      await this.leave(atOnce);
    } finally {
      this.control.close();
      await this.#file.remove();
      this.#ended.resolve();
    }
  }

  #service(name: ServiceName): ComposeService {
    return new ComposeService(name, () => this.#containers.of(name), this.project, this.#containers.look);
  }

  #one(service: string) {
    const [only] = this.#containers.of(service);
    if (!only) throw new Error(`the project ${this.project.name} has no container of ${service}`);
    return only;
  }
}
