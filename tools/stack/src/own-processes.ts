import { join } from 'node:path';

import type { Infra } from './infra.js';
import { type BrokerImage, prepareBrokerImage } from './kafka/broker-image.js';
import type { BrokerExtras, BrokerFlags, BrokerPorts } from './kafka/broker-config.js';
import { KafkaCluster } from './kafka/cluster.js';
import { findJava } from './kafka/java.js';
import { fetchJars, hasJars } from './kafka/kafka-jars.js';
import { REPOSITORY, type StackPaths } from './paths.js';
import { checkPostgres, openPostgres } from './postgres/postgres-server.js';
import { type OnProgress, runStep } from './progress.js';

interface OwnProcessesOptions {
  readonly brokerFlags?: BrokerFlags;
  readonly brokerExtras?: BrokerExtras;
  /** The folder of PostgreSQL's programs; default: the one in node_modules. */
  readonly postgresHome?: string;
}

/** Kafka and PostgreSQL as processes of the stack. @throws StackError when this machine cannot run one of them */
export async function ownProcesses(
  { brokerFlags = 'fast', brokerExtras, postgresHome }: OwnProcessesOptions,
  cacheDir: string,
  paths: StackPaths,
  onProgress: OnProgress,
): Promise<Infra> {
  const java = await findJava(!(await hasJars(cacheDir)));
  const postgres = await checkPostgres(paths, postgresHome);
  const brokerImage = async (first: BrokerPorts): Promise<BrokerImage> => {
    const report = (detail: string): void => onProgress({ step: 'kafkaFiles', state: 'running', detail });
    if (!(await hasJars(cacheDir))) {
      report('fetching Kafka with Maven (once, 44 MB)');
      await fetchJars(cacheDir, join(REPOSITORY, 'tools/stack/kafka/pom.xml'));
      report('preparing fast starts of Kafka (once)');
    }
    return prepareBrokerImage(cacheDir, java, brokerFlags, first);
  };
  return {
    async openBrokers(ports, onChange) {
      const [first] = ports;
      if (!first) throw new Error('a stack has at least one broker');
      const image = await runStep(onProgress, 'kafkaFiles', () => brokerImage(first));
      return KafkaCluster.open(image, ports, paths, onChange, brokerExtras);
    },
    openPostgres: (port, onChange) => openPostgres(postgres, paths, port, onChange),
  };
}
