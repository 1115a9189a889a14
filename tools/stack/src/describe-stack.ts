import type { ControlledBroker, ControlledProcess, ControlledService } from './control/controlled-stack.js';
import { databaseUrls } from './postgres/databases.js';
import { SEED_NAMES } from './services/seed-list.js';
import { DEMO_KEYS } from './services/service-env.js';
import type { StackInfo } from './stack-info.js';

/** The contents of stack.json, as objects. */
interface DescribedStack extends Pick<StackInfo, 'ready' | 'startedAt' | 'checkpointKeys'> {
  readonly control: { readonly url: string; readonly token: string };
  readonly services: readonly ControlledService[];
  /** They have no process before their start. */
  readonly brokers: readonly (Omit<ControlledBroker, 'process'> & Partial<ControlledBroker>)[];
  readonly postgres: ControlledProcess | null;
  /** The superuser's address. */
  readonly databaseServer: string;
}

/** The contents of stack.json now. */
export function describeStack(stack: DescribedStack): StackInfo {
  const services = stack.services.map(({ name, instances }) => [
    name,
    instances.map(({ url, process }) => ({ url, pid: pidOf(process) })),
  ]);
  return {
    ready: stack.ready,
    startedAt: stack.startedAt,
    control: { url: stack.control.url, token: stack.control.token, pid: process.pid },
    services: Object.fromEntries(services) as StackInfo['services'],
    kafka: {
      brokers: stack.brokers.map(({ port }) => `127.0.0.1:${port}`),
      nodes: stack.brokers.map((broker) => ({
        id: broker.id,
        port: broker.port,
        pid: pidOf(broker.process),
      })),
    },
    postgres: { pid: pidOf(stack.postgres), urls: databaseUrls(stack.databaseServer) },
    checkpointKeys: stack.checkpointKeys,
    seed: { keys: DEMO_KEYS, ...SEED_NAMES },
  };
}

function pidOf(process: ControlledProcess | null | undefined): number | null {
  return process?.status().pid ?? null;
}
