// One stack a run: integration and end-to-end specs share real brokers, databases and services on random ports.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function startTestStack() {
  if (process.env.PEAJE_STACK_FILE) return; // a stack that somebody else started
  const { startStack } = await import('@peaje/stack');
  const dataDir = await mkdtemp(join(tmpdir(), 'peaje-test-'));
  const startedMs = performance.now();
  const stack = await startStack({
    dataDir,
    ports: 'random',
    brokers: 3,
    partitions: 4,
    services: 'all',
    seed: true,
  });
  process.stdout.write(
    `\nstack ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s; logs in ${dataDir}/logs\n`,
  );
  process.env.PEAJE_STACK_FILE = join(dataDir, 'stack.json');
  globalThis.peajeTestStack = { stack, dataDir };
}
