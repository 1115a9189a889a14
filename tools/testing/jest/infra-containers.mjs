// Kafka and PostgreSQL of the images that docker-compose.yml names, one container each, by Testcontainers.
import { brokerEnvironment, brokerSettings } from '@peaje/stack';

const KAFKA = 'apache/kafka:4.3.1';
const POSTGRES = 'postgres:18-bookworm';
/** The port inside the container for programs outside of it. */
const LISTENER = 9094;

export async function startInfraContainers() {
  const { getContainerRuntimeClient } = await import('testcontainers');
  await getContainerRuntimeClient().catch((cause) => {
    const wayOut = 'start Docker (docker info must work), or leave PEAJE_TEST_INFRA out: npm test';
    throw new Error(`PEAJE_TEST_INFRA=containers needs a container engine, and none answers: ${wayOut}`, {
      cause,
    });
  });
  const [kafka, postgres] = await Promise.all([startKafka(), startPostgres()]);
  return {
    infra: {
      brokers: [{ id: 1, port: kafka.getMappedPort(LISTENER), controllerPort: 0 }],
      postgres: postgres.getPort(),
    },
    stop: () => Promise.all([kafka.stop(), postgres.stop()]),
  };
}

async function startKafka() {
  const { GenericContainer, RandomPortGenerator, Wait } = await import('testcontainers');
  // A broker tells its clients where to find it, so its port must be known before it starts.
  const port = await new RandomPortGenerator().generatePort();
  return new GenericContainer(KAFKA)
    .withExposedPorts({ container: LISTENER, host: port })
    .withEnvironment(
      brokerEnvironment({
        ...brokerSettings(1),
        'node.id': 1,
        'controller.quorum.voters': '1@localhost:9093',
        listeners: `PLAINTEXT://:${LISTENER},CONTROLLER://:9093`,
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        'log.dirs': '/var/lib/kafka/data',
        'heap.opts': '-Xms256m -Xmx256m',
      }),
    )
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(180_000)
    .start();
}

async function startPostgres() {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  return new PostgreSqlContainer(POSTGRES)
    .withUsername('postgres')
    .withPassword('peaje')
    .withDatabase('postgres')
    .withCommand(['postgres', '-c', 'max_connections=200', '-c', 'timezone=UTC'])
    .withStartupTimeout(180_000)
    .start();
}
