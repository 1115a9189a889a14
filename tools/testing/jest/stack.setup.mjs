// One stack a run: integration and end-to-end specs share real brokers, databases and services on random ports.
//   PEAJE_E2E_STACK=compose     all of it in containers, from docker-compose.yml
//   PEAJE_TEST_INFRA=containers Kafka and PostgreSQL in containers, the services as processes
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROCESSES = { ports: 'random', brokers: 3, partitions: 4, services: 'all', seed: true };

const KINDS = {
  async processes(dataDir) {
    const { startStack } = await import('@peaje/stack');
    return startStack({ ...PROCESSES, dataDir });
  },
  async containers(dataDir) {
    const { startStack } = await import('@peaje/stack');
    const { InfraContainers } = await import('@peaje/testing/infra-containers');
    return startStack({ ...PROCESSES, dataDir, infra: new InfraContainers() });
  },
  async compose(dataDir) {
    const { startComposeStack } = await import('@peaje/stack');
    return startComposeStack({ dataDir, project: 'peaje-e2e' });
  },
};

export default async function startTestStack() {
  if (process.env.PEAJE_STACK_FILE) return; // a stack that somebody else started
  const kind = process.env.PEAJE_E2E_STACK || process.env.PEAJE_TEST_INFRA || 'processes';
  const start = KINDS[kind];
  if (!start) throw new Error(`There is no test stack ${kind}: ${Object.keys(KINDS).join(', ')}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'peaje-test-'));
  const startedMs = performance.now();
  globalThis.peajeTestStack = { dataDir, stack: await start(dataDir) };
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const logs = kind === 'compose' ? 'docker compose -p peaje-e2e logs' : `logs in ${dataDir}/logs`;
  process.stdout.write(`\nstack ready in ${seconds} s; ${logs}\n`);
  process.env.PEAJE_STACK_FILE = join(dataDir, 'stack.json');
}
