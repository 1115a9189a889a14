import { join } from 'node:path';

import { nodePath } from '../node-path.js';
import type { StackPaths } from '../paths.js';
import { serviceMark } from '../process/orphans.js';
import { SupervisedProcess } from '../process/supervised-process.js';
import { declaredNiceness, serviceEntry, type ServiceName } from './service-catalogue.js';
import { serviceEnv, type ServiceContext } from './service-env.js';

const START_TIMEOUT_MS = 120_000;
/** As in docker-compose.yml: time for the answers to waiting callers. Unsent events stay in the outbox. */
const STOP_TIMEOUT_MS = 30_000;
/** The heap is what Node gives itself in a container of docker-compose.yml: on a large machine it would collect too late. */
const FLAGS = [
  '--enable-source-maps',
  '--disable-warning=TimeoutNegativeWarning',
  '--max-old-space-size=320',
];

interface Instance {
  url: string;
  process: SupervisedProcess;
}

/** One service: one or more instances, each a process on its own port. */
export class ServiceGroup {
  private current: Instance[];
  /** All instances, also those that were scaled away: each comes back at its port. */
  private readonly known: Instance[];

  constructor(
    readonly name: ServiceName,
    firstPort: number,
    private readonly paths: StackPaths,
    private readonly context: ServiceContext,
    private readonly nextPort: () => number,
    private readonly onChange: () => void,
  ) {
    this.known = [this.newInstance(1, firstPort)];
    this.current = [...this.known];
  }

  get instances(): readonly Instance[] {
    return this.current;
  }

  async start(): Promise<void> {
    await this.forEach((process) => process.start());
  }

  async stop(): Promise<void> {
    await this.forEach((process) => process.stop());
  }

  async abort(): Promise<void> {
    await this.forEach((process) => process.abort());
  }

  /** Starts or stops instances until there are `count`, and returns when the new ones are ready. */
  async scale(count: number): Promise<void> {
    const surplus = this.current.slice(count);
    while (this.known.length < count)
      this.known.push(this.newInstance(this.known.length + 1, this.nextPort()));
    const added = this.known.slice(this.current.length, count);
    this.current = this.known.slice(0, count);
    await Promise.all([
      ...added.map(({ process }) => process.start()),
      ...surplus.map(({ process }) => process.stop()),
    ]);
    this.onChange();
  }

  private async forEach(act: (process: SupervisedProcess) => Promise<void>): Promise<void> {
    await Promise.all(this.current.map(({ process }) => act(process)));
  }

  private newInstance(number: number, port: number): Instance {
    const name = `${this.name}-${number}`;
    const url = `http://127.0.0.1:${port}`;
    const process = new SupervisedProcess(
      {
        name,
        command: nodePath(),
        args: [...FLAGS, serviceEntry(this.name), serviceMark(this.paths.root)],
        cwd: this.paths.root,
        env: serviceEnv(this.name, name, port, this.context),
        niceness: declaredNiceness(this.name),
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

/** Null when the service answers that it is ready, else its answer. */
async function whyNotReady(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const body = await response.text();
    return response.status === 200
      ? null
      : `GET /health/ready answers ${response.status} ${body.slice(0, 300)}`;
  } catch {
    return 'GET /health/ready does not answer';
  }
}
