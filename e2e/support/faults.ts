import { eventually } from './eventually.js';
import { ask } from './http-client.js';
import { pidOf, readStack, type ServiceName } from './stack-file.js';

/** kill -9, and back: returns once another process answers in its place. */
export async function killNine(service: ServiceName): Promise<{ pidBefore: number; pidAfter: number }> {
  const pidBefore = pidOf(service);
  if (pidBefore === null) throw new Error(`${service} is not running`);
  const { url, token } = readStack().control;
  const response = await fetch(`${url}/services/${service}/kill`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ signal: 'SIGKILL' }),
  });
  if (!response.ok) throw new Error(`kill ${service}: ${response.status} ${await response.text()}`);
  const pidAfter = await eventually(
    `${service} is back after kill -9`,
    async () => {
      const pid = pidOf(service);
      if (pid === null || pid === pidBefore) throw new Error(`pid is ${pid}, was ${pidBefore}`);
      const { status, text } = await ask(service, 'GET', '/health/ready', { as: 'nobody' });
      if (status !== 200) throw new Error(`ready: ${status} ${text}`);
      return pid;
    },
    60_000,
  );
  return { pidBefore, pidAfter };
}
