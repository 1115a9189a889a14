import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ControlledBroker } from '../control/controlled-stack.js';
import { exists, type StackPaths } from '../paths.js';
import type { ProcessSpec } from '../process/process-spec.js';
import { brokerMark } from '../process/orphans.js';
import { SupervisedProcess } from '../process/supervised-process.js';
import { whyPortIsSilent } from '../process/tcp-probe.js';
import { type BrokerExtras, type BrokerPorts, renderBrokerConfig } from './broker-config.js';
import type { BrokerImage } from './broker-image.js';
import { ensureBrokerStorage, openCluster } from './broker-storage.js';
import { untilTogether } from './brokers-together.js';
import { JVM_LOCALE } from './java.js';

/** Milliseconds. A broker may take a while to recover its logs after a kill. */
const START_TIMEOUT_MS = 120_000;
/** Milliseconds for closing the logs. */
const STOP_TIMEOUT_MS = 8_000;
/** Kafka writes this file when it has closed the logs. */
const CLEAN_MARK = '.kafka_cleanshutdown';

/** The brokers of one stack. */
export class KafkaCluster {
  private constructor(
    private readonly ports: readonly BrokerPorts[],
    private readonly processes: SupervisedProcess[],
  ) {}

  /**
   * Writes the configuration and, the first time, the folders. Starts nothing. @throws StackError `brokers-changed`
   */
  static async open(
    image: BrokerImage,
    ports: readonly BrokerPorts[],
    paths: StackPaths,
    onChange: () => void,
    extras?: BrokerExtras,
  ): Promise<KafkaCluster> {
    const { clusterId } = await openCluster(paths.data, ports.length);
    await mkdir(paths.logs, { recursive: true });
    const processes = ports.map(async (self) => {
      const storage = join(paths.data, `kafka-${self.id}`);
      const config = join(paths.data, `kafka-${self.id}.properties`);
      await ensureBrokerStorage(image.template, storage, self.id, clusterId);
      await writeFile(config, renderBrokerConfig(self, ports, storage, extras));
      return new SupervisedProcess(brokerSpec(image, self, { config, storage }, paths), onChange);
    });
    return new KafkaCluster(ports, await Promise.all(processes));
  }

  get brokers(): string[] {
    return this.ports.map(({ port }) => `127.0.0.1:${port}`);
  }

  get nodes(): ControlledBroker[] {
    return this.processes.map((process, i) => ({ ...(this.ports[i] as BrokerPorts), process }));
  }

  /** Starts all brokers at once and waits until they form a cluster. */
  async start(): Promise<void> {
    await Promise.all(this.processes.map((broker) => broker.start()));
    await untilTogether(this.brokers);
  }

  /**
   * Stops all at once, in about 0.3 s. Stopped one after another, the last broker would wait for its lost quorum. The
   * last controller waits 5 s for an election that cannot succeed, so it is killed when its logs are closed.
   */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((broker) => broker.stop()));
  }

  async abort(): Promise<void> {
    await Promise.all(this.processes.map((broker) => broker.abort()));
  }
}

function brokerSpec(
  image: BrokerImage,
  self: BrokerPorts,
  { config, storage }: { config: string; storage: string },
  paths: StackPaths,
): ProcessSpec {
  return {
    name: `kafka-${self.id}`,
    command: image.java.command,
    args: [brokerMark(paths.root), ...image.jvmArgs, 'kafka.Kafka', config],
    cwd: paths.data,
    env: { PATH: process.env['PATH'] ?? '', ...JVM_LOCALE },
    logFile: join(paths.logs, `kafka-${self.id}.log`),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: STOP_TIMEOUT_MS,
    isSafeToKill: () => exists(join(storage, CLEAN_MARK)),
    abortSignal: 'SIGKILL',
    whyNotReady: () => whyPortIsSilent(self.port),
    readyTimeoutMs: START_TIMEOUT_MS,
  };
}
