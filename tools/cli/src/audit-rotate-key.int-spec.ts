import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCheckpoints, type NumberedCheckpoint } from '@peaje/contracts';
import { stackPaths, startStack, type Stack } from '@peaje/stack';
import { eventually } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { peaje, peajeJson } from './peaje.builders.js';

/** A stack of its own: a rotation restarts audit. */
const dir = await mkdtemp(join(tmpdir(), 'peaje-rotation-'));
const paths = stackPaths(dir);
const onThis = ['--stack', paths.info];
let stack: Stack | undefined;

const start = (env: NodeJS.ProcessEnv): Promise<Stack> =>
  startStack({
    dataDir: dir,
    ports: 'random',
    brokers: 1,
    services: ['audit'],
    partitions: 4,
    seed: false,
    env: { ...process.env, PEAJE_CHECKPOINT_EVERY_MS: '100', ...env },
  });

beforeAll(async () => {
  stack = await start({});
}, 180_000);
afterAll(async () => {
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

/** audit records any bytes. */
async function record(): Promise<void> {
  const { brokers } = stack!.info.kafka;
  const producer = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: 'charges.requested', messages: [{ key: 'acc', value: '{}', partition: 0 }] });
  await producer.disconnect();
}

async function checkpoints(): Promise<NumberedCheckpoint[]> {
  const { stdout } = await peaje(
    'tail',
    auditCheckpoints.name,
    '--from-beginning',
    '--no-follow',
    '--json',
    ...onThis,
  );
  const records = stdout.split('\n').filter(Boolean);
  return records.map((line) => (JSON.parse(line) as { value: NumberedCheckpoint }).value);
}

const untilSigned = (count: number) =>
  eventually(`${count} checkpoints are there`, async () => {
    const all = await checkpoints();
    expect(all.length).toBe(count);
    return all;
  });

describe('peaje audit rotate-key', () => {
  it('audit signs with the new key, and what the old one has signed until it stopped still verifies', async () => {
    await record();
    const [before] = await untilSigned(1);
    await record();
    await untilSigned(2);
    const rotated = await peajeJson<Record<string, string>>('audit', 'rotate-key', ...onThis);
    await record();
    const all = await untilSigned(3);
    expect(all.map(({ number, keyId }) => [number, keyId])).toEqual([
      [1, before!.keyId],
      [2, before!.keyId],
      [3, rotated['keyId']],
    ]);
    expect(rotated).toMatchObject({
      oldKeyId: before!.keyId,
      keyId: expect.not.stringMatching(before!.keyId),
    });
    expect(await readFile(rotated['oldPublicFile']!, 'utf8')).toMatch(
      new RegExp(`^Valid-Until: ${rotated['validUntil']}\n`),
    );
    expect(Date.parse(rotated['validUntil']!)).toBeGreaterThanOrEqual(Date.parse(all[1]!.signedAt));
    expect(await peajeJson('audit', 'verify', ...onThis)).toMatchObject({
      ok: true,
      chains: [{ checkpoints: { checked: 3, invalid: 0, number: 3 } }],
    });
  });

  it('prints the keys in words', async () => {
    const { exitCode, stdout } = await peaje('audit', 'rotate-key', ...onThis);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^audit signs with key [0-9a-f]{16} now: .*\nKey [0-9a-f]{16} verifies what it signed until \S+Z: /,
    );
    expect((await peaje('audit', 'verify', ...onThis)).exitCode).toBe(0);
  });

  it('refuses a key that the stack has not made', async () => {
    await stack!.stop();
    const own = { PEAJE_CHECKPOINT_KEY_FILE: join(paths.keys, 'checkpoint.pem') };
    stack = await start({ ...own, PEAJE_CHECKPOINT_PUBLIC_KEYS: paths.keys });
    expect(await peaje('audit', 'rotate-key', ...onThis)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('docs/runbooks/checkpoints.md'),
    });
    expect((await peaje('audit', 'verify', ...onThis)).exitCode).toBe(0);
  }, 180_000);
});
