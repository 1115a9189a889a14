import { join } from 'node:path';

import { allOrFirstError } from './all-or-first-error.js';
import { controlRoutes } from './control/control-routes.js';
import { ControlServer } from './control/control-server.js';
import { assertDiskSpace } from './disk-space.js';
import type { Brokers, DatabaseServer, Infra } from './infra.js';
import { ensureTopics } from './kafka/topics.js';
import { REPOSITORY, type StackPaths, stackPaths } from './paths.js';
import { databaseUrls, prepareDatabases } from './postgres/databases.js';
import { superuserUrl } from './postgres/postgres-server.js';
import { endOrphans } from './process/orphans.js';
import { ownProcesses } from './own-processes.js';
import { type PortBlock, reservePortBlock } from './process/port-block.js';
import { assertPortsFree } from './process/port-owner.js';
import { ServiceProbes } from './probes/service-probes.js';
import { type OnProgress, runStep } from './progress.js';
import { RunningStack } from './running-stack.js';
import { type SeedExtent, seedData, untilCardsKnown } from './services/seed-data.js';
import { type CheckpointKey, ensureCheckpointKey } from './services/checkpoint-key.js';
import { assertBuilt, type ServiceName } from './services/service-catalogue.js';
import { namesCheckpointKey, type ServiceContext } from './services/service-env.js';
import { ServiceGroup } from './services/service-group.js';
import type { StackInfo } from './stack-info.js';
import { releaseLock, takeLock } from './stack-lock.js';
import { rotateLogs } from './stack-logs.js';
import { type StackOptions, wantedServices } from './stack-options.js';
import { fixedPorts, randomPorts, wantedPorts } from './stack-ports.js';

/** A running stack. */
export interface Stack {
  /** The contents of stack.json now. */
  readonly info: StackInfo;
  /** Stops in order. */
  stop(): Promise<void>;
  /** Stops without delay. */
  abort(): Promise<void>;
  /** Settles when the stack has stopped, also through its control interface. */
  readonly ended: Promise<void>;
}

interface StartContext {
  options: StackOptions;
  onProgress: OnProgress;
  cacheDir: string;
  services: ServiceName[];
  infra: Infra;
  block: PortBlock;
  stack: RunningStack;
  /** Aborted when the start has failed or was cancelled. */
  halt: AbortController;
}

/**
 * Starts brokers, databases, topics and services, and creates the demo data. When it rejects, it has stopped
 * everything again. Several stacks may run at once, each in a folder of its own and on random ports.
 * @throws StackError with a stable code and the next step.
 */
export async function startStack(options: StackOptions, signal?: AbortSignal): Promise<Stack> {
  const paths = stackPaths(options.dataDir);
  const halt = new AbortController();
  const onProgress: OnProgress = (progress) => {
    signal?.throwIfAborted();
    halt.signal.throwIfAborted();
    options.onProgress?.(progress);
  };
  let start: StartContext | undefined;
  await runStep(onProgress, 'check', async () => {
    start = await prepareStart(options, paths, onProgress, halt);
  });
  const { stack } = start as StartContext;
  const onAbort = (): void => cancelStart(start as StartContext);
  signal?.addEventListener('abort', onAbort);
  try {
    await startEverything(start as StartContext);
    signal?.throwIfAborted();
  } catch (error) {
    await stack.stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  return {
    get info() {
      return stack.info();
    },
    stop: () => stack.stop(),
    abort: () => stack.abort(),
    ended: stack.ended,
  };
}

/** No further step begins. The running steps fail soon, because their processes end. */
function cancelStart({ halt, stack }: StartContext): void {
  halt.abort();
  void stack.abortProcesses();
}

/** Makes all checks that need no running process. */
async function prepareStart(
  options: StackOptions,
  paths: StackPaths,
  onProgress: OnProgress,
  halt: AbortController,
): Promise<StartContext> {
  const cacheDir = options.cacheDir ?? join(REPOSITORY, '.peaje/cache');
  const services = wantedServices(options.services);
  assertBuilt(services);
  await assertDiskSpace(paths.root);
  const infra = options.infra ?? (await ownProcesses(options, cacheDir, paths, onProgress));
  await takeLock(paths);
  const control = new ControlServer();
  try {
    await endOrphans(paths.root);
    await rotateLogs(paths.logs);
    const block = await reservePortBlock(control.server);
    const env = options.env ?? process.env;
    const fixed = options.ports === 'fixed';
    const ports = fixed
      ? fixedPorts(services, options.brokers, env)
      : randomPorts(services, options.brokers, block);
    await assertPortsFree(wantedPorts(ports));
    const stack = new RunningStack(paths, ports, control, infra);
    await stack.writeInfo();
    return { options, onProgress, cacheDir, services, infra, block, stack, halt };
  } catch (error) {
    control.close();
    await releaseLock(paths);
    throw error;
  }
}

async function startEverything(start: StartContext): Promise<void> {
  const { stack, onProgress, options, services } = start;
  const [kafka, postgres] = await allOrFirstError([startKafka(start), startPostgres(start)], () =>
    cancelStart(start),
  );
  const checkpointKey = await ensureCheckpointKey(stack.paths);
  if (!namesCheckpointKey(start.options.env ?? process.env)) stack.checkpointKeys = stack.paths.keys;
  stack.services = services.map((name) => serviceGroup(start, name, checkpointKey));
  stack.control.open(
    controlRoutes({
      ready: () => stack.isReady,
      services: stack.services,
      brokers: kafka.nodes,
      postgres,
      availability: (since) => stack.probes?.measured(since) ?? null,
      stopAll: () => void stack.stop(),
    }),
  );
  await runStep(onProgress, 'services', async () => {
    await allOrFirstError(
      stack.services.map((group) => group.start()),
      () => stack.services.forEach((group) => void group.abort()),
    );
    return services.join(', ');
  });
  const extent = options.seed === true ? 'all' : options.seed;
  if (extent !== false) await runStep(onProgress, 'seed', () => seed(stack, extent));
  stack.probes = await ServiceProbes.start(stack.paths.probes, () => stack.services);
  await stack.becomeReady();
}

async function startKafka({ stack, options, onProgress, infra }: StartContext): Promise<Brokers> {
  const { brokers: ports } = stack.ports;
  const kafka = (stack.kafka = await infra.openBrokers(ports, stack.changed));
  await runStep(onProgress, 'brokers', async () => {
    await kafka.start();
    return `${ports.length} broker${ports.length === 1 ? '' : 's'}`;
  });
  const addresses = ports.map(({ port }) => `127.0.0.1:${port}`);
  await runStep(onProgress, 'topics', () => ensureTopics(addresses, options.partitions));
  return kafka;
}

async function startPostgres({ stack, onProgress, infra }: StartContext): Promise<DatabaseServer> {
  const port = stack.ports.postgres;
  const postgres = await runStep(onProgress, 'postgres', async () => {
    stack.postgres = await infra.openPostgres(port, stack.changed);
    await stack.postgres.start();
    return stack.postgres;
  });
  await runStep(onProgress, 'migrations', () => prepareDatabases(superuserUrl(port)));
  return postgres;
}

function serviceGroup(
  { stack, options, cacheDir, services, block, infra }: StartContext,
  name: ServiceName,
  checkpointKey: CheckpointKey,
): ServiceGroup {
  const { ports } = stack;
  const urls = services.map((one) => [one, `http://127.0.0.1:${ports.services[one]}`]);
  const context: ServiceContext = {
    brokers: ports.brokers.map(({ port }) => `127.0.0.1:${port}`),
    kafkaAccess: (service) => infra.kafkaAccess?.(service) ?? {},
    partitions: options.partitions,
    databaseUrls: databaseUrls(superuserUrl(ports.postgres)),
    urls: Object.fromEntries(urls) as ServiceContext['urls'],
    checkpointKey,
    stackFile: stack.paths.info,
    compileCache: join(cacheDir, 'compiled'),
    user: options.env ?? process.env,
  };
  return new ServiceGroup(
    name,
    ports.services[name] ?? 0,
    stack.paths,
    context,
    () => block.next(),
    stack.changed,
  );
}

async function seed(stack: RunningStack, extent: SeedExtent): Promise<string> {
  const url = (name: string): string | undefined =>
    stack.services.find((group) => group.name === name)?.instances[0]?.url;
  const [debit, pos] = [url('debit'), url('pos')];
  if (debit === undefined) return 'none: debit is not among the services';
  const holders = await seedData(debit, extent);
  if (pos !== undefined) await untilCardsKnown(pos);
  return holders > 2 ? `${holders} holders` : 'already there';
}
