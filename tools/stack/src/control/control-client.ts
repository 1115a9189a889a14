import { type Availability, availability } from '../probes/probe-log.js';
import { StackError } from '../stack-error.js';
import type { StackInfo } from '../stack-info.js';
import {
  type KillAnswer,
  killAnswer,
  type KillRequest,
  type StackStatus,
  stackStatus,
} from './control-requests.js';

/** The control interface of a running stack, for tests and the command line. */
export interface ControlClient {
  status(): Promise<StackStatus>;
  /** What probes from outside have seen of the services. Rejects with `not-measured` where nobody probes. */
  availability(since: Date): Promise<Availability>;
  /** Begins to stop the whole stack, and returns. */
  stop(): Promise<void>;
  service(name: string): {
    start(): Promise<StackStatus>;
    /** Returns when all its processes have ended. They stay stopped. */
    stop(): Promise<StackStatus>;
    restart(): Promise<StackStatus>;
    /** Returns when the new instances are ready. */
    scale(count: number): Promise<StackStatus>;
    /** Sends a signal (default SIGKILL). The supervisor restarts a process that dies of it. */
    kill(request?: KillRequest): Promise<KillAnswer>;
  };
  broker(id: number): ProcessControl;
  postgres(): ProcessControl;
}

export interface ProcessControl {
  start(): Promise<StackStatus>;
  stop(): Promise<StackStatus>;
  /** Returns when the process has ended, after a second at the latest. */
  kill(request?: KillRequest): Promise<KillAnswer>;
}

/**
 * A client for the stack of this stack.json. A failed call rejects with StackError: it has the code of the answer
 * (`unknown-service`, `process-not-ready`…), or `stack-not-running` without an answer.
 */
export function controlClient({ control }: Pick<StackInfo, 'control'>): ControlClient {
  const post = async (path: string, body: unknown = {}): Promise<StackStatus> =>
    stackStatus.parse(await call(control, 'POST', path, body));
  const processControl = (path: string): ProcessControl => ({
    start: () => post(`${path}/start`),
    stop: () => post(`${path}/stop`),
    kill: async (request) => killAnswer.parse(await call(control, 'POST', `${path}/kill`, request ?? {})),
  });
  return {
    status: async () => stackStatus.parse(await call(control, 'GET', '/status')),
    availability: async (since) =>
      availability.parse(await call(control, 'GET', `/availability?since=${since.toISOString()}`)),
    stop: async () => void (await call(control, 'POST', '/stop', {})),
    service: (name) => ({
      ...processControl(`/services/${name}`),
      restart: () => post(`/services/${name}/restart`),
      scale: (count) => post(`/services/${name}/scale`, { count }),
    }),
    broker: (id) => processControl(`/brokers/${id}`),
    postgres: () => processControl('/postgres'),
  };
}

async function call(
  control: StackInfo['control'],
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${control.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${control.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new StackError('stack-not-running', 'The stack does not answer.', 'Start it: npm start', { cause });
  });
  const answer = (await response.json()) as { code?: string; detail?: string };
  if (response.ok) return answer;
  throw new StackError(
    answer.code ?? 'unexpected',
    answer.detail ?? `status ${response.status}`,
    `${method} ${path}`,
  );
}
