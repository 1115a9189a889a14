import {
  availabilityQuery,
  killBody,
  scaleBody,
  type SignalledProcess,
  type StackStatus,
} from './control-requests.js';
import { type ControlAnswer, type ControlRoutes, problem } from './control-server.js';
import type { ControlledProcess, ControlledService, ControlledStack } from './controlled-stack.js';
import { sendSignal } from './send-signal.js';

/** The routes of a stack. A stopped process stays stopped; a killed one is restarted. */
export function controlRoutes(stack: ControlledStack): ControlRoutes {
  return async (method, path, body, query) => {
    const [kind, name = '', action = ''] = path;
    if (method === 'GET' && kind === 'status') return { status: 200, body: status(stack) };
    if (method === 'GET' && kind === 'availability') return seenByProbes(stack, query.get('since'));
    if (method !== 'POST') return notFound();
    if (kind === 'stop') {
      stack.stopAll();
      return { status: 202, body: {} };
    }
    const answer = await act(stack, kind, name, action, body);
    return answer ?? notFound();
  };
}

async function act(
  stack: ControlledStack,
  kind: string | undefined,
  name: string,
  action: string,
  body: unknown,
): Promise<ControlAnswer | null> {
  const answer = (done: Done | null): ControlAnswer | null =>
    done && { status: 200, body: { ...status(stack), ...done } };
  if (kind === 'services') {
    const group = stack.services.find((one) => one.name === name);
    if (!group) return problem(404, 'unknown-service', `there is no service ${name}: see GET /status`);
    return answer(await actOnService(group, action, body));
  }
  const broker = stack.brokers.find(({ id }) => id === Number(name))?.process;
  const target = kind === 'brokers' ? broker : kind === 'postgres' ? stack.postgres : null;
  if (!target)
    return kind === 'brokers'
      ? problem(404, 'unknown-broker', `there is no broker ${name}: see GET /status`)
      : null;
  return answer(await actOnProcess(target, kind === 'postgres' ? name : action, body));
}

/** What an action adds to the state of the stack: `kill` says what its signal did. Null: there is no such action. */
type Done = { readonly signalled?: readonly SignalledProcess[] };

async function actOnService(group: ControlledService, action: string, body: unknown): Promise<Done | null> {
  if (action === 'scale') await group.scale(scaleBody.parse(body).count);
  else if (action === 'start') await group.start();
  else if (action === 'stop') await group.stop();
  else if (action === 'restart') {
    await group.stop();
    await group.start();
  } else if (action === 'kill') {
    const { signal, instance } = killBody.parse(body);
    const processes = group.instances.map(({ process }) => process);
    const chosen = processes.filter((one) => instance === undefined || one.status().name === instance);
    return { signalled: await Promise.all(chosen.map((process) => sendSignal(process, signal))) };
  } else return null;
  return {};
}

async function actOnProcess(target: ControlledProcess, action: string, body: unknown): Promise<Done | null> {
  if (action === 'start') await target.start();
  else if (action === 'stop') await target.stop();
  else if (action === 'restart') {
    await target.stop();
    await target.start();
  } else if (action === 'kill') return { signalled: [await sendSignal(target, killBody.parse(body).signal)] };
  else return null;
  return {};
}

function seenByProbes(stack: ControlledStack, since: string | null): ControlAnswer {
  const seen = stack.availability(new Date(availabilityQuery.parse({ since }).since));
  return seen === null
    ? problem(
        409,
        'not-measured',
        'nobody probes these services: containers go on without this process, which sees only a part of their time',
      )
    : { status: 200, body: seen };
}

function status(stack: ControlledStack): StackStatus {
  const services = stack.services.map(({ name, instances }) => [
    name,
    instances.map(({ url, process }) => ({ ...process.status(), url })),
  ]);
  return {
    ready: stack.ready(),
    services: Object.fromEntries(services) as StackStatus['services'],
    brokers: stack.brokers.map(({ id, port, process }) => ({ ...process.status(), id, port })),
    postgres: stack.postgres.status(),
  };
}

function notFound(): ControlAnswer {
  return problem(
    404,
    'unknown-route',
    'GET /status; GET /availability?since=…; POST /services/<name>/{start,stop,restart,scale,kill}, …',
  );
}
