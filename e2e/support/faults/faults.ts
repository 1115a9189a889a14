import { eventually, pidOf, readStack, type StackService, urlOf } from '@peaje/testing/outside';
import { ask } from '../http/http-client.js';

type Signal = 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';
const READY_WITHIN_MS = 60_000;

/** Asks the supervisor of the stack. Returns when the supervisor has done it. */
const controlService = (path: string, body?: object) => control(`services/${path}`, body);

async function control(path: string, body: object = {}): Promise<void> {
  const { url, token } = readStack().control;
  const response = await fetch(`${url}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** Stops a service. Its processes are gone, and stay away, when this returns. */
export async function stopService(service: StackService): Promise<void> {
  await controlService(`${service}/stop`);
  await eventually(`${service} is stopped`, async () => expect(pidOf(service)).toBeNull());
}

/** Starts a service that does not run. It is ready when this returns. */
export const startService = (service: StackService): Promise<void> => controlService(`${service}/start`);

/** Stops or starts these brokers. Each is gone, or answers, when this returns. */
export async function eachBroker(action: 'stop' | 'start', ids: readonly number[]): Promise<void> {
  await Promise.all(ids.map((id) => control(`brokers/${id}/${action}`)));
}

export const controlBroker = (id: number, kind: Signal): Promise<void> =>
  control(`brokers/${id}/kill`, { signal: kind });

/** Stops or starts the database server of all services. It is gone, or ready, when this returns. */
export const postgres = (action: 'stop' | 'start'): Promise<void> => control(`postgres/${action}`);

/** Starts or stops instances. The new ones are ready, the surplus ones gone, when this returns. */
export const scaleService = (service: StackService, count: number): Promise<void> =>
  controlService(`${service}/scale`, { count });

/** `instance` counts from 0. The supervisor replaces a process that dies of the signal. */
export const signal = (service: StackService, kind: Signal, instance = 0): Promise<void> =>
  controlService(`${service}/kill`, { signal: kind, instance: `${service}-${instance + 1}` });

/** The instance is frozen: its port is open, and it does not answer within a second. */
export async function expectSilence(service: StackService, instance = 0): Promise<void> {
  const question = fetch(`${urlOf(service, instance)}/health/live`, { signal: AbortSignal.timeout(1000) });
  await expect(question).rejects.toMatchObject({ name: 'TimeoutError' });
}

/** Kills a service with SIGKILL. Returns once another process answers in its place. */
export async function killNine(service: StackService): Promise<{ pidBefore: number; pidAfter: number }> {
  const pidBefore = pidOf(service);
  if (pidBefore === null) throw new Error(`${service} is not running`);
  await signal(service, 'SIGKILL');
  return { pidBefore, pidAfter: await untilBack(service, pidBefore) };
}

/** Waits until another process than `pidBefore` answers, and gives its pid. */
export const untilBack = (service: StackService, pidBefore: number | null, instance = 0): Promise<number> =>
  eventually(
    `${service} is back after kill -9`,
    async () => {
      const pid = pidOf(service, instance);
      if (pid === null || pid === pidBefore) throw new Error(`pid is ${pid}, was ${pidBefore}`);
      const { status, text } = await ask(service, 'GET', '/health/ready', { as: 'anonymous', instance });
      if (status !== 200) throw new Error(`ready: ${status} ${text}`);
      return pid;
    },
    READY_WITHIN_MS,
  );
