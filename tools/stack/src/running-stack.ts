import { ControlServer } from './control/control-server.js';
import { describeStack } from './describe-stack.js';
import type { Brokers, DatabaseServer, Infra } from './infra.js';
import type { StackPaths } from './paths.js';
import { superuserUrl } from './postgres/postgres-server.js';
import type { ServiceGroup } from './services/service-group.js';
import { type StackInfo, StackInfoFile } from './stack-info.js';
import { releaseLock } from './stack-lock.js';
import type { StackPorts } from './stack-ports.js';

/** A stack, from the moment its ports are known to its end: what runs, stack.json, and how it is stopped. */
export class RunningStack {
  readonly control: ControlServer;
  kafka: Brokers | null = null;
  postgres: DatabaseServer | null = null;
  services: ServiceGroup[] = [];
  #ready = false;
  readonly #startedAt = new Date().toISOString();
  readonly #file: StackInfoFile;
  #ending: Promise<void> | null = null;
  #ended = Promise.withResolvers<void>();

  constructor(
    readonly paths: StackPaths,
    readonly ports: StackPorts,
    control: ControlServer,
    private readonly infra: Infra,
  ) {
    this.control = control;
    this.#file = new StackInfoFile(paths.info, () => this.info());
  }

  /** Called whenever a pid changes. */
  readonly changed = (): void => {
    this.#file.write().catch(() => undefined);
  };

  async writeInfo(): Promise<void> {
    await this.#file.write();
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /** Settles when the stack was stopped, by whomever. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  async becomeReady(): Promise<void> {
    this.#ready = true;
    await this.#file.write();
  }

  info(): StackInfo {
    return describeStack({
      ready: this.#ready,
      startedAt: this.#startedAt,
      control: this.control,
      services: this.services,
      brokers: this.kafka?.nodes ?? this.ports.brokers,
      postgres: this.postgres,
      databaseServer: superuserUrl(this.ports.postgres),
    });
  }

  /**
   * Orderly stop, once however often it is asked for: pos while debit can still answer its last callers,
   * then the other services, then the brokers, the databases last. Nothing is left: no process, no port, no
   * stack.json.
   */
  stop(): Promise<void> {
    this.#ending ??= this.#end(async () => {
      const [pos, others] = [this.#groups('pos', true), this.#groups('pos', false)];
      await Promise.all(pos.map((group) => group.stop()));
      await Promise.all(others.map((group) => group.stop()));
      await this.kafka?.stop();
      await this.postgres?.stop();
    });
    return this.#ending;
  }

  /**
   * Stop without delay, also while an orderly stop is under way; what was acknowledged is on disk all the
   * same.
   */
  async abort(): Promise<void> {
    await this.abortProcesses();
    await this.stop();
  }

  /** Ends all processes that there are now, at once. */
  async abortProcesses(): Promise<void> {
    await Promise.all([...this.services, this.kafka, this.postgres].map((one) => one?.abort()));
  }

  #groups(name: string, same: boolean): ServiceGroup[] {
    return this.services.filter((group) => (group.name === name) === same);
  }

  async #end(stopProcesses: () => Promise<void>): Promise<void> {
    try {
      await stopProcesses().finally(() => this.infra.remove?.());
    } finally {
      this.control.close();
      await this.#file.remove();
      await releaseLock(this.paths);
      this.#ended.resolve();
    }
  }
}
