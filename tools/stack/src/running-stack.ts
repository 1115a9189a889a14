import { ControlServer } from './control/control-server.js';
import { describeStack } from './describe-stack.js';
import type { Brokers, DatabaseServer, Infra } from './infra.js';
import type { StackPaths } from './paths.js';
import { superuserUrl } from './postgres/postgres-server.js';
import type { ServiceProbes } from './probes/service-probes.js';
import type { ServiceGroup } from './services/service-group.js';
import { type StackInfo, StackInfoFile } from './stack-info.js';
import { releaseLock } from './stack-lock.js';
import type { StackPorts } from './stack-ports.js';

/** A stack from the choice of its ports to its end: its processes, its stack.json and its stop. */
export class RunningStack {
  readonly control: ControlServer;
  kafka: Brokers | null = null;
  postgres: DatabaseServer | null = null;
  services: ServiceGroup[] = [];
  probes: ServiceProbes | null = null;
  checkpointKeys: string | null = null;
  private allStarted = false;
  private readonly startedAt = new Date().toISOString();
  private readonly file: StackInfoFile;
  private ending: Promise<void> | null = null;
  private end = Promise.withResolvers<void>();

  constructor(
    readonly paths: StackPaths,
    readonly ports: StackPorts,
    control: ControlServer,
    private readonly infra: Infra,
  ) {
    this.control = control;
    this.file = new StackInfoFile(paths.info, () => this.info());
  }

  /** Called after each change of a pid. */
  readonly changed = (): void => {
    this.file.write().catch(() => undefined);
  };

  async writeInfo(): Promise<void> {
    await this.file.write();
  }

  get isReady(): boolean {
    return this.allStarted;
  }

  /** Settles when the stack has stopped. */
  get ended(): Promise<void> {
    return this.end.promise;
  }

  async becomeReady(): Promise<void> {
    this.allStarted = true;
    await this.file.write();
  }

  info(): StackInfo {
    return describeStack({
      ready: this.allStarted,
      startedAt: this.startedAt,
      control: this.control,
      services: this.services,
      brokers: this.kafka?.nodes ?? this.ports.brokers,
      postgres: this.postgres,
      databaseServer: superuserUrl(this.ports.postgres),
      checkpointKeys: this.checkpointKeys,
    });
  }

  /**
   * Stops in order; several calls stop once. pos comes first, because it needs debit for its last answers. Then come
   * the other services, the brokers, and the databases. It leaves no process, no taken port and no stack.json.
   */
  stop(): Promise<void> {
    this.ending ??= this.finish(async () => {
      await this.probes?.stop();
      const [pos, others] = [this.groups('pos', true), this.groups('pos', false)];
      await Promise.all(pos.map((group) => group.stop()));
      await Promise.all(others.map((group) => group.stop()));
      await this.kafka?.stop();
      await this.postgres?.stop();
    });
    return this.ending;
  }

  /** Stops without delay, also during an orderly stop. Acknowledged data is on disk already. */
  async abort(): Promise<void> {
    void this.probes?.stop();
    await this.abortProcesses();
    await this.stop();
  }

  /** Ends all current processes without delay. */
  async abortProcesses(): Promise<void> {
    await Promise.all([...this.services, this.kafka, this.postgres].map((one) => one?.abort()));
  }

  private groups(name: string, same: boolean): ServiceGroup[] {
    return this.services.filter((group) => (group.name === name) === same);
  }

  private async finish(stopProcesses: () => Promise<void>): Promise<void> {
    try {
      await stopProcesses().finally(() => this.infra.remove?.());
    } finally {
      this.control.close();
      await this.file.remove();
      await releaseLock(this.paths);
      this.end.resolve();
    }
  }
}
