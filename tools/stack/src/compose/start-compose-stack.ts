import { controlRoutes } from '../control/control-routes.js';
import type { ControlledBroker, ControlledStack } from '../control/controlled-stack.js';
import { ControlServer } from '../control/control-server.js';
import { describeStack } from '../describe-stack.js';
import { type StackPaths, stackPaths } from '../paths.js';
import { superuserUrl } from '../postgres/postgres-server.js';
import { type PortBlock, reservePortBlock } from '../process/port-block.js';
import { existingServices, type ServiceName } from '../services/service-catalogue.js';
import { type StackInfo, StackInfoFile } from '../stack-info.js';
import { portVariable } from '../stack-ports.js';
import type { Stack } from '../start-stack.js';
import { ComposeContainers } from './compose-containers.js';
import { ComposeProject } from './compose-project.js';
import { ComposeService } from './compose-service.js';

const BROKERS = [1, 2, 3];
/** Ports of one service: a container that begins anew may take another one than before. */
const PORTS_A_SERVICE = 6;

/** How the stack in containers is to be started. */
export interface ComposeStackOptions {
  /** stack.json goes there; everything else into volumes of Docker. */
  dataDir: string;
  /** Of the compose project. What a run of the same name left behind is removed first. */
  project: string;
}

/**
 * docker-compose.yml, built and started on ports of its own, behind the same control interface and the same
 * stack.json as a stack of processes. Its volumes go when it is stopped.
 * @throws StackError `docker-missing`, `compose-failed`
 */
export async function startComposeStack({ dataDir, project: name }: ComposeStackOptions): Promise<Stack> {
  const control = new ControlServer();
  try {
    const block = await reservePortBlock(control.server);
    const project = new ComposeProject(name, environment(block, process.env));
    await project.compose('down', '--volumes', '--remove-orphans');
    await project.compose('up', '--build', '--wait');
    const stack = new ComposeStack(project, stackPaths(dataDir), control);
    await stack.open();
    return stack;
  } catch (error) {
    control.close();
    throw error;
  }
}

/** What Docker's command line needs; settings and a Twilio account of the person who tests are not passed on. */
function environment(block: PortBlock, user: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(user).filter(([key]) => /^(PATH|HOME|DOCKER_.*)$/.test(key));
  const range = (): string => {
    const ports = Array.from({ length: PORTS_A_SERVICE }, () => block.next());
    return `${ports[0]}-${ports.at(-1)}`;
  };
  const ports = [
    ...existingServices().map((service) => [portVariable(service), range()]),
    ...[...BROKERS.map(broker), 'postgres'].map((one) => [portVariable(one), String(block.next())]),
  ];
  return { ...Object.fromEntries(passed), ...Object.fromEntries(ports) } as Record<string, string>;
}

const broker = (id: number): string => `kafka-${id}`;

class ComposeStack implements Stack, ControlledStack {
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
    return BROKERS.map((id) => {
      const process = this.#one(broker(id));
      return { id, port: process.port ?? 0, process };
    });
  }

  get postgres() {
    return this.#one('postgres');
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  stopAll(): void {
    void this.stop();
  }

  /** In the order that the compose file asks for; volumes included. */
  stop(): Promise<void> {
    this.#ending ??= this.#end([]);
    return this.#ending;
  }

  abort(): Promise<void> {
    this.#ending ??= this.#end(['--timeout', '0']);
    return this.#ending;
  }

  async #end(how: string[]): Promise<void> {
    this.#watching.abort();
    try {
      await this.project.compose('down', '--volumes', '--remove-orphans', ...how);
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
