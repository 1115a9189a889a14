import {
  type BrokerPorts,
  type Brokers,
  brokerEnvironment,
  brokerSettings,
  type DatabaseServer,
  type Infra,
  untilTogether,
} from '@peaje/stack';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { GenericContainer, getContainerRuntimeClient, Network, type StartedNetwork } from 'testcontainers';
import { TestcontainerProcess } from './testcontainer-process.js';

const KAFKA = 'apache/kafka:4.3.1';
const POSTGRES = 'postgres:18-bookworm';
/** The port inside the container for clients outside of it. */
const LISTENER = 9094;
const START_WITHIN_MS = 180_000;

/** Kafka and PostgreSQL by Testcontainers, from the images of docker-compose.yml. */
export class InfraContainers implements Infra {
  private readonly containers: TestcontainerProcess[] = [];
  private network: StartedNetwork | null = null;

  async openBrokers(ports: readonly BrokerPorts[], onChange: () => void): Promise<Brokers> {
    await assertEngine();
    const network = (this.network = await new Network().start());
    const nodes = ports.map(({ id, port }) => ({
      id,
      port,
      process: this.add(nameOf(id), () => brokerContainer(id, ports).withNetwork(network), onChange),
    }));
    const each = async (act: (broker: TestcontainerProcess) => Promise<void>): Promise<void> => {
      await Promise.all(nodes.map(({ process }) => act(process)));
    };
    return {
      nodes,
      start: async () => {
        await each((broker) => broker.start());
        await untilTogether(ports.map(({ port }) => `127.0.0.1:${port}`));
      },
      stop: () => each((broker) => broker.stop()),
      abort: () => each((broker) => broker.abort()),
    };
  }

  async openPostgres(port: number, onChange: () => void): Promise<DatabaseServer> {
    await assertEngine();
    return this.add('postgres', () => postgresContainer(port), onChange);
  }

  async remove(): Promise<void> {
    await Promise.all(this.containers.map((container) => container.remove()));
    await this.network?.stop();
  }

  private add(name: string, recipe: () => GenericContainer, onChange: () => void): TestcontainerProcess {
    const container = new TestcontainerProcess(name, recipe, onChange);
    this.containers.push(container);
    return container;
  }
}

function brokerContainer(id: number, all: readonly BrokerPorts[]): GenericContainer {
  const port = all.find((one) => one.id === id)!.port;
  const environment = brokerEnvironment({
    ...brokerSettings(all.length),
    'node.id': id,
    'controller.quorum.voters': all.map((one) => `${one.id}@${nameOf(one.id)}:9093`).join(','),
    // A broker tells its clients where to find it: brokers in their network, programs on this machine.
    listeners: `INTERNAL://:9092,CONTROLLER://:9093,PLAINTEXT://:${LISTENER}`,
    'advertised.listeners': `INTERNAL://${nameOf(id)}:9092,PLAINTEXT://127.0.0.1:${port}`,
    'inter.broker.listener.name': 'INTERNAL',
    'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': '/var/lib/kafka/data',
    'heap.opts': '-Xms256m -Xmx256m',
  });
  return new GenericContainer(KAFKA)
    .withNetworkAliases(nameOf(id))
    .withExposedPorts({ container: LISTENER, host: port })
    .withEnvironment({ ...environment, CLUSTER_ID: 'cGVhamUtY29udGFpbmVyMQ' })
    .withHealthCheck({
      test: ['CMD', 'bash', '-c', `</dev/tcp/127.0.0.1/${LISTENER}`],
      interval: 1_000,
      timeout: 5_000,
      retries: 120,
    })
    .withStartupTimeout(START_WITHIN_MS);
}

const postgresContainer = (port: number): GenericContainer =>
  new PostgreSqlContainer(POSTGRES)
    .withExposedPorts({ container: 5432, host: port })
    .withUsername('postgres')
    .withPassword('peaje')
    .withDatabase('postgres')
    .withCommand(['postgres', '-c', 'max_connections=200', '-c', 'timezone=UTC'])
    .withStartupTimeout(START_WITHIN_MS);

const nameOf = (id: number): string => `kafka-${id}`;

async function assertEngine(): Promise<void> {
  await getContainerRuntimeClient().catch((cause: unknown) => {
    const wayOut = 'start Docker (docker info must work), or leave PEAJE_TEST_INFRA out: npm test';
    throw new Error(`PEAJE_TEST_INFRA=containers needs a container engine, and none answers: ${wayOut}`, {
      cause,
    });
  });
}
