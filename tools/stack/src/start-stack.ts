import { join } from 'node:path';

import { allOrFirstError } from './all-or-first-error.js';
import { controlRoutes } from './control/control-routes.js';
import { ControlServer } from './control/control-server.js';
import { notOurs } from './control/not-ours.js';
import { assertDiskSpace } from './disk-space.js';
import { prepareBrokerImage } from './kafka/broker-image.js';
import { KafkaCluster } from './kafka/cluster.js';
import { findJava, type Java } from './kafka/java.js';
import { fetchJars, hasJars } from './kafka/kafka-jars.js';
import { ensureTopics } from './kafka/topics.js';
import { REPOSITORY, type StackPaths, stackPaths } from './paths.js';
import { databaseUrls, prepareDatabases } from './postgres/databases.js';
import { openPostgres, superuserUrl } from './postgres/postgres-server.js';
import { endOrphans } from './process/orphans.js';
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
  /** Null when others run the brokers. */
  java: Java | null;
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
  const java = options.infra ? null : await findJava(!(await hasJars(cacheDir)));
  await takeLock(paths);
  const control = new ControlServer();
  try {
    await endOrphans(paths.root);
    await rotateLogs(paths.logs);
    const block = await reservePortBlock(control.server);
    const env = options.env ?? process.env;
    const fixed = options.ports === 'fixed';
    const own = fixed
      ? fixedPorts(services, options.brokers, env)
      : randomPorts(services, options.brokers, block);
    const ports = options.infra ? { ...own, ...options.infra } : own;
    if (!options.infra) await assertPortsFree(wantedPorts(ports));
    const stack = new RunningStack(paths, ports, control);
    await stack.writeInfo();
    return { options, onProgress, cacheDir, services, java, block, stack, halt };
  } catch (error) {
    control.close();
    await releaseLock(paths);
    throw error;
  }
}

async function startEverything(ground: Ground): Promise<void> {
  const { stack, onProgress, options, services } = ground;
  await allOrFirstError([startKafka(ground), startPostgres(ground)], () => giveUp(ground));
  const checkpointKey = await ensureCheckpointKey(stack.paths);
  stack.services = services.map((name) => serviceGroup(ground, name, checkpointKey));
  stack.control.open(
    controlRoutes({
      ready: () => stack.isReady,
      services: stack.services,
      brokers: stack.kafka?.nodes ?? [],
      postgres: stack.postgres ?? notOurs('postgres'),
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

async function startKafka(ground: Ground): Promise<void> {
  const { stack, options, onProgress, java } = ground;
  const { brokers } = stack.ports;
  if (java) await startBrokers(ground, java);
  const addresses = brokers.map(({ port }) => `127.0.0.1:${port}`);
  await runStep(onProgress, 'topics', () => ensureTopics(addresses, options.partitions));
}

async function startBrokers({ stack, options, onProgress, cacheDir }: Ground, java: Java): Promise<void> {
  const { brokers } = stack.ports;
  const [first] = brokers;
  if (!first) throw new Error('a stack has at least one broker');
  await runStep(onProgress, 'kafkaFiles', async () => {
    const fetching = !(await hasJars(cacheDir));
    const tell = (detail: string): void => onProgress({ step: 'kafkaFiles', state: 'running', detail });
    if (fetching) {
      tell('fetching Kafka with Maven (once, 44 MB)');
      await fetchJars(cacheDir, join(REPOSITORY, 'tools/stack/kafka/pom.xml'));
      tell('making Kafka quick to start (once)');
    }
    const image = await prepareBrokerImage(cacheDir, java, options.brokerFlags ?? 'fast', first);
    stack.kafka = await KafkaCluster.open(image, brokers, stack.paths, stack.changed);
    return fetching ? 'fetched and prepared' : 'there already';
  });
  await runStep(onProgress, 'brokers', async () => {
    await stack.kafka?.start();
    return `${brokers.length} broker${brokers.length === 1 ? '' : 's'}`;
  });
}

async function startPostgres({ stack, options, onProgress }: Ground): Promise<void> {
  const port = stack.ports.postgres;
  if (!options.infra) {
    await runStep(onProgress, 'postgres', async () => {
      stack.postgres = await openPostgres(stack.paths, port, stack.changed);
      await stack.postgres.start();
    });
  }
  await runStep(onProgress, 'migrations', () => prepareDatabases(superuserUrl(port)));
}

function serviceGroup(
  { stack, options, cacheDir, services, block }: Ground,
  name: ServiceName,
  checkpointKey: CheckpointKey,
): ServiceGroup {
  const { ports } = stack;
  const urls = services.map((one) => [one, `http://127.0.0.1:${ports.services[one]}`]);
  const around: ServiceSurroundings = {
    brokers: ports.brokers.map(({ port }) => `127.0.0.1:${port}`),
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
