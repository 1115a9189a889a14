import { eventually, pidOf, readStack, type StackService, urlOf } from '@peaje/testing/outside';
import { ask } from '../http/http-client.js';

type Signal = 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';
const READY_WITHIN_MS = 60_000;

/** What the supervisor of the stack does for us. Returns when it has. */
const control = (path: string, body?: object) => order(`services/${path}`, body);

async function order(path: string, body: object = {}): Promise<void> {
  const { url, token } = readStack().control;
  const response = await fetch(`${url}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** Its processes are gone, and stay away. */
export async function stopService(service: StackService): Promise<void> {
  await control(`${service}/stop`);
  await eventually(`${service} is stopped`, async () => expect(pidOf(service)).toBeNull());
}

/** Ready when this returns; nothing happens when it runs already. */
export const startService = (service: StackService): Promise<void> => control(`${service}/start`);

/** Returns when each is gone, or answers again. */
export async function eachBroker(what: 'stop' | 'start', ids: readonly number[]): Promise<void> {
  await Promise.all(ids.map((id) => order(`brokers/${id}/${what}`)));
}

export const killBroker = (id: number): Promise<void> => order(`brokers/${id}/kill`, { signal: 'SIGKILL' });

/** The database server of all. Ready when `start` returns, gone when `stop` does. */
export const postgres = (what: 'stop' | 'start'): Promise<void> => order(`postgres/${what}`);

/** The new instances are ready, or the surplus ones gone, when this returns. */
export const scaleService = (service: StackService, count: number): Promise<void> =>
  control(`${service}/scale`, { count });

/** `instance` counts from 0. What dies of it is brought back. */
export const signal = (service: StackService, kind: Signal, instance = 0): Promise<void> =>
  control(`${service}/kill`, { signal: kind, instance: `${service}-${instance + 1}` });

/** Frozen indeed: its port is open, and nobody answers within a second. */
export async function silence(service: StackService, instance = 0): Promise<void> {
  const question = fetch(`${urlOf(service, instance)}/health/live`, { signal: AbortSignal.timeout(1000) });
  await expect(question).rejects.toMatchObject({ name: 'TimeoutError' });
}

/** kill -9, and back: returns once another process answers in its place. */
export async function killNine(service: StackService): Promise<{ pidBefore: number; pidAfter: number }> {
  const pidBefore = pidOf(service);
  if (pidBefore === null) throw new Error(`${service} is not running`);
  await signal(service, 'SIGKILL');
  return { pidBefore, pidAfter: await untilBack(service, pidBefore) };
}

/** Another process than `pidBefore` answers; its pid. */
export const untilBack = (service: StackService, pidBefore: number | null, instance = 0): Promise<number> =>
  eventually(
    `${service} is back after kill -9`,
    async () => {
      const pid = pidOf(service, instance);
      if (pid === null || pid === pidBefore) throw new Error(`pid is ${pid}, was ${pidBefore}`);
      const { status, text } = await ask(service, 'GET', '/health/ready', { as: 'nobody', instance });
      if (status !== 200) throw new Error(`ready: ${status} ${text}`);
      return pid;
    },
    READY_WITHIN_MS,
  );
