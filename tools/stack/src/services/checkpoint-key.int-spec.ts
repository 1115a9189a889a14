import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

import { stackPaths } from '../paths.js';
import { type Stack, startStack } from '../start-stack.js';

/** A stack with audit and one service that must not get the key. */
const dir = await mkdtemp(join(tmpdir(), 'peaje-keys-'));
const paths = stackPaths(dir);
let stack: Stack | undefined;

const start = (): Promise<Stack> =>
  startStack({
    dataDir: dir,
    ports: 'random',
    brokers: 1,
    services: ['audit', 'fake-twilio'],
    partitions: 4,
    seed: false,
    env: { ...process.env, PEAJE_CHECKPOINT_EVERY_MS: '100' },
  });

/** Sends a record that is not an event: audit records any bytes. */
async function recordSomething(brokers: string[]): Promise<void> {
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: 'charges.requested', messages: [{ key: 'acc', value: '{}', partition: 0 }] });
  await producer.disconnect();
}

/** Null while audit cannot verify yet. */
async function verified({ info }: Stack): Promise<{ ok: boolean; checked: number } | null> {
  const response = await fetch(`${info.services['audit']![0]!.url}/v1/verifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${info.seed.keys['bank']}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (response.status === 503) return null;
  const { ok, chains } = (await response.json()) as {
    ok: boolean;
    chains: { checkpoints: { checked: number } }[];
  };
  return { ok, checked: chains.reduce((sum, { checkpoints }) => sum + checkpoints.checked, 0) };
}

async function untilChecked(running: Stack): Promise<void> {
  for (;;) {
    const found = await verified(running);
    expect(found?.ok).not.toBe(false);
    if (found && found.checked > 0) return;
    await sleep(100);
  }
}

const environmentOf = (name: string): Promise<string> =>
  readFile(`/proc/${stack!.info.services[name]![0]!.pid}/environ`, 'utf8');

afterAll(async () => {
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

it('audit signs from the first start, with a key that no other service gets', async () => {
  stack = await start();
  await recordSomething(stack.info.kafka.brokers);
  await untilChecked(stack);
  expect(await readFile(join(paths.logs, 'audit-1.log'), 'utf8')).not.toContain('no checkpoints');
  if (process.platform !== 'linux') return;
  expect(await environmentOf('audit')).toContain(paths.keys);
  expect(await environmentOf('fake-twilio')).not.toContain(paths.keys);
}, 180_000);
