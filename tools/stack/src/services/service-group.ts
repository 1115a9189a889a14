import { join } from 'node:path';

import { nodePath } from '../node-path.js';
import type { StackPaths } from '../paths.js';
import { serviceMark } from '../process/orphans.js';
import { SupervisedProcess } from '../process/supervised-process.js';
import { serviceEntry, type ServiceName } from './service-catalogue.js';
import { serviceEnv, type ServiceSurroundings } from './service-env.js';

const START_TIMEOUT_MS = 120_000;
/** As docker-compose.yml and Kubernetes: callers that wait have their answer, and what Kafka does not take is left. */
const STOP_TIMEOUT_MS = 30_000;

interface Instance {
  url: string;
  process: SupervisedProcess;
}

/** One service: one or more instances, each a process on its own port. */
export class ServiceGroup {
  #instances: Instance[];
  /** Also those that were scaled away: each comes back at its port. */
  readonly #known: Instance[];

  constructor(
    readonly name: ServiceName,
    firstPort: number,
    private readonly paths: StackPaths,
    private readonly around: ServiceSurroundings,
    private readonly nextPort: () => number,
    private readonly onChange: () => void,
  ) {
    this.#known = [this.#instance(1, firstPort)];
    this.#instances = [...this.#known];
  }

  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** An instance by the name of its process, `pos-2`. */
  instance(name: string): Instance | undefined {
    return this.#instances.find((one) => one.process.spec.name === name);
  }

  async start(): Promise<void> {
    await this.#each((process) => process.start());
  }

  async stop(): Promise<void> {
    await this.#each((process) => process.stop());
  }

  async abort(): Promise<void> {
    await this.#each((process) => process.abort());
  }

  /** Starts or stops instances until there are `count`; new ones are ready when this returns. */
  async scale(count: number): Promise<void> {
    const surplus = this.#instances.slice(count);
    while (this.#known.length < count)
      this.#known.push(this.#instance(this.#known.length + 1, this.nextPort()));
    const added = this.#known.slice(this.#instances.length, count);
    this.#instances = this.#known.slice(0, count);
    await Promise.all([
      ...added.map(({ process }) => process.start()),
      ...surplus.map(({ process }) => process.stop()),
    ]);
    this.onChange();
  }

  async #each(act: (process: SupervisedProcess) => Promise<void>): Promise<void> {
    await Promise.all(this.#instances.map(({ process }) => act(process)));
  }

  #instance(number: number, port: number): Instance {
    const name = `${this.name}-${number}`;
    const url = `http://127.0.0.1:${port}`;
    const flags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
    const process = new SupervisedProcess(
      {
        name,
        command: nodePath(),
        args: [...flags, serviceEntry(this.name), serviceMark(this.paths.root)],
        cwd: this.paths.root,
        env: serviceEnv(this.name, name, port, this.around),
        logFile: join(this.paths.logs, `${name}.log`),
        stopSignal: 'SIGTERM',
        stopTimeoutMs: STOP_TIMEOUT_MS,
        abortSignal: 'SIGKILL',
        whyNotReady: () => whyNotReady(url),
        readyTimeoutMs: START_TIMEOUT_MS,
      },
      this.onChange,
    );
    return { url, process };
  }
}

/** Null when the service says that it is ready; else what it says instead. */
async function whyNotReady(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const said = await response.text();
    return response.status === 200
      ? null
      : `GET /health/ready is answered ${response.status} ${said.slice(0, 300)}`;
  } catch {
    return 'GET /health/ready is not answered';
  }
}
