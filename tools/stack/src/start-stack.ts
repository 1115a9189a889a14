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
import { type OnProgress, runStep } from './progress.js';
import { RunningStack } from './running-stack.js';
import { type SeedExtent, seedData, untilCardsKnown } from './services/seed-data.js';
import { type CheckpointKey, ensureCheckpointKey } from './services/checkpoint-key.js';
import { assertBuilt, type ServiceName } from './services/service-catalogue.js';
import type { ServiceSurroundings } from './services/service-env.js';
import { ServiceGroup } from './services/service-group.js';
import type { StackInfo } from './stack-info.js';
import { releaseLock, takeLock } from './stack-lock.js';
import { rotateLogs } from './stack-logs.js';
import { type StackOptions, wantedServices } from './stack-options.js';
import { fixedPorts, randomPorts, wantedPorts } from './stack-ports.js';

/** A stack that runs. */
export interface Stack {
  /** stack.json as it is now. */
  readonly info: StackInfo;
  /** Orderly stop; nothing is left. */
  stop(): Promise<void>;
  /** Stop without delay. */
  abort(): Promise<void>;
  /** Settles when the stack was stopped, also by its control interface. */
  readonly ended: Promise<void>;
}

interface Ground {
  options: StackOptions;
  onProgress: OnProgress;
  cacheDir: string;
  services: ServiceName[];
  infra: Infra;
  block: PortBlock;
  stack: RunningStack;
  /** Aborted when the start has failed or is no longer wanted. */
  halt: AbortController;
}

/**
 * Starts brokers, databases, topics and services, and seeds the demo data. When it rejects, everything that
 * was started has been stopped again. Several stacks may run at once, each in a folder of its own on random
 * ports.
 * @throws StackError with a stable code and what to do next.
 */
export async function startStack(options: StackOptions, signal?: AbortSignal): Promise<Stack> {
  const paths = stackPaths(options.dataDir);
  const halt = new AbortController();
  const onProgress: OnProgress = (progress) => {
    signal?.throwIfAborted();
    halt.signal.throwIfAborted();
    options.onProgress?.(progress);
  };
  let ground: Ground | undefined;
  await runStep(onProgress, 'check', async () => {
    ground = await prepareGround(options, paths, onProgress, halt);
  });
  const { stack } = ground as Ground;
  const onAbort = (): void => giveUp(ground as Ground);
  signal?.addEventListener('abort', onAbort);
  try {
    await startEverything(ground as Ground);
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

/** No further step begins, and those under way fail soon because their processes go. */
function giveUp({ halt, stack }: Ground): void {
  halt.abort();
  void stack.abortProcesses();
}

/** Everything that can be known to fail is looked at before anything is started. */
async function prepareGround(
  options: StackOptions,
  paths: StackPaths,
  onProgress: OnProgress,
  halt: AbortController,
): Promise<Ground> {
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

async function startEverything(ground: Ground): Promise<void> {
  const { stack, onProgress, options, services } = ground;
  const [kafka, postgres] = await allOrFirstError([startKafka(ground), startPostgres(ground)], () =>
    giveUp(ground),
  );
  const checkpointKey = await ensureCheckpointKey(stack.paths);
  stack.services = services.map((name) => serviceGroup(ground, name, checkpointKey));
  stack.control.open(
    controlRoutes({
      ready: () => stack.isReady,
      services: stack.services,
      brokers: kafka.nodes,
      postgres,
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
  await stack.becomeReady();
}

async function startKafka({ stack, options, onProgress, infra }: Ground): Promise<Brokers> {
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

async function startPostgres({ stack, onProgress, infra }: Ground): Promise<DatabaseServer> {
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
  { stack, options, cacheDir, services, block, infra }: Ground,
  name: ServiceName,
  checkpointKey: CheckpointKey,
): ServiceGroup {
  const { ports } = stack;
  const urls = services.map((one) => [one, `http://127.0.0.1:${ports.services[one]}`]);
  const around: ServiceSurroundings = {
    brokers: ports.brokers.map(({ port }) => `127.0.0.1:${port}`),
    kafkaAccess: (service) => infra.kafkaAccess?.(service) ?? {},
    partitions: options.partitions,
    databaseUrls: databaseUrls(superuserUrl(ports.postgres)),
    urls: Object.fromEntries(urls) as ServiceSurroundings['urls'],
    checkpointKey,
    compileCache: join(cacheDir, 'compiled'),
    user: options.env ?? process.env,
  };
  return new ServiceGroup(
    name,
    ports.services[name] ?? 0,
    stack.paths,
    around,
    () => block.next(),
    stack.changed,
  );
}

async function seed(stack: RunningStack, extent: SeedExtent): Promise<string> {
  const url = (name: string): string | undefined =>
    stack.services.find((group) => group.name === name)?.instances[0]?.url;
  const [debit, pos] = [url('debit'), url('pos')];
  if (debit === undefined) return 'no debit service here';
  const holders = await seedData(debit, extent);
  if (pos !== undefined) await untilCardsKnown(pos);
  return holders > 2 ? `${holders} holders` : 'there already';
}
