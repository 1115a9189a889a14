// One stack a run: integration and end-to-end specs share real brokers, databases and services on random ports.
//   PEAJE_E2E_STACK=compose     all of it in containers, from docker-compose.yml
//   PEAJE_TEST_INFRA=containers Kafka and PostgreSQL in containers, the services as processes
import { mkdtemp, readdir, rm } from 'node:fs/promises';
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

/** The stack that this run started. */
let running;

export async function startTestStack() {
  if (process.env.PEAJE_STACK_FILE) return; // a stack that somebody else started
  const kind = process.env.PEAJE_E2E_STACK || process.env.PEAJE_TEST_INFRA || 'processes';
  const start = KINDS[kind];
  if (!start) throw new Error(`There is no test stack ${kind}: ${Object.keys(KINDS).join(', ')}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'peaje-test-'));
  const startedMs = performance.now();
  running = { dataDir, stack: await start(dataDir), logsStay: false };
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const logs = kind === 'compose' ? 'docker compose -p peaje-e2e logs' : `logs in ${dataDir}/logs`;
  process.stdout.write(`\nstack ready in ${seconds} s; ${logs}\n`);
  process.env.PEAJE_STACK_FILE = join(dataDir, 'stack.json');
}

export async function stopTestStack() {
  if (!running) return;
  const { dataDir, stack, logsStay } = running;
  running = undefined;
  delete process.env.PEAJE_STACK_FILE;
  await stack.stop();
  if (process.env.PEAJE_KEEP_TEST_STACK) return;
  const remove = (path) => rm(path, { recursive: true, force: true });
  if (!logsStay) return remove(dataDir);
  for (const name of await readdir(dataDir)) if (name !== 'logs') await remove(join(dataDir, name));
  process.stdout.write(`\nThe logs of the services stay in ${dataDir}/logs\n`);
}

/** After a failure the logs of the stack explain it. */
export function keepLogs() {
  if (running) running.logsStay = true;
}

/** Replaces the stack that this run started, if there is one. */
export async function restartTestStack() {
  if (!running) return;
  await stopTestStack();
  await startTestStack();
}
