import { ControlServer } from '../control/control-server.js';
import { stackPaths } from '../paths.js';
import { type PortBlock, reservePortBlock } from '../process/port-block.js';
import { existingServices } from '../services/service-catalogue.js';
import { StackError } from '../stack-error.js';
import { releaseLock, takeLock } from '../stack-lock.js';
import { portVariable } from '../stack-ports.js';
import type { Stack } from '../start-stack.js';
import { ComposeProject } from './compose-project.js';
import { BROKERS, ComposeStack } from './compose-stack.js';

/** The number of ports of one service: a restarted container may get another port than before. */
const PORTS_A_SERVICE = 4;

export interface ComposeStackOptions {
  /** The folder of stack.json. All other data is in Docker's volumes. */
  dataDir: string;
  /** The name of the compose project. */
  project: string;
}

/**
 * Builds and starts docker-compose.yml on ports of its own, with the control interface and stack.json of a stack of
 * processes. Removes an earlier project of this name first, and everything with its volumes at the stop.
 * @throws StackError `docker-missing`, `compose-failed`
 */
export async function startComposeStack({ dataDir, project: name }: ComposeStackOptions): Promise<Stack> {
  const control = new ControlServer();
  try {
    const block = await reservePortBlock(control.server);
    const project = new ComposeProject(name, environment(block, process.env), 'defaults');
    const remove = (...how: string[]) => project.compose('down', '--volumes', '--remove-orphans', ...how);
    await remove();
    await project.compose('up', '--build', '--wait');
    const stack = new ComposeStack(project, stackPaths(dataDir), control, async (atOnce) => {
      await remove(...(atOnce ? ['--timeout', '0'] : []));
    });
    await stack.open();
    return stack;
  } catch (error) {
    control.close();
    throw error;
  }
}

/**
 * Gives containers that a user started with `docker compose up` the same interface. They go on when it ends.
 * @throws StackError `docker-missing`, `already-running`, `compose-not-running`
 */
export async function attachToCompose({ dataDir, project: name }: ComposeStackOptions): Promise<Stack> {
  const project = new ComposeProject(name, process.env, 'dotenv');
  if ((await project.containers()).length === 0) {
    throw new StackError(
      'compose-not-running',
      `There are no containers of the compose project ${name}.`,
      'Start them first: docker compose up --wait',
    );
  }
  const paths = stackPaths(dataDir);
  await takeLock(paths);
  const control = new ControlServer();
  await reservePortBlock(control.server);
  const stack = new ComposeStack(project, paths, control, () => releaseLock(paths));
  await stack.open();
  return stack;
}

/** The environment of Docker's command line, without the settings and the Twilio account of the user. */
function environment(block: PortBlock, user: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(user).filter(([key]) => /^(PATH|HOME|DOCKER_.*)$/.test(key));
  const range = (): string => {
    const ports = Array.from({ length: PORTS_A_SERVICE }, () => block.next());
    return `${ports[0]}-${ports.at(-1)}`;
  };
  const ports = [
    ...existingServices().map((service) => [portVariable(service), range()]),
    ...[...BROKERS, 'postgres'].map((one) => [portVariable(one), String(block.next())]),
  ];
  return { ...Object.fromEntries(passed), ...Object.fromEntries(ports) } as Record<string, string>;
}
