import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { controlClient } from './control/control-client.js';
import { stackPaths } from './paths.js';
import { findOrphans } from './process/orphans.js';
import { isPortFree } from './process/port-block.js';
import { answersTcp } from './process/tcp-probe.js';
import { readStackInfo } from './stack-info.js';
import { type Stack, startStack } from './start-stack.js';

const FOR_LONG_MS = 2_000;
const dir = await mkdtemp(join(tmpdir(), 'peaje-stack-'));
const paths = stackPaths(dir);
let stack: Stack;

const start = (): Promise<Stack> =>
  startStack({ dataDir: dir, ports: 'random', brokers: 1, services: [], partitions: 4, seed: false });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

beforeAll(async () => {
  stack = await start();
}, 120_000);

afterAll(async () => {
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

describe('a stack of one broker and the databases', () => {
  it('says in stack.json what runs', async () => {
    const info = await readStackInfo(paths.info);
    expect(info).toEqual(stack.info);
    expect(info).toMatchObject({ ready: true, postgres: { pid: expect.any(Number) } });
  });

  it('brings back what was killed, and says so in stack.json', async () => {
    const control = controlClient(stack.info);
    for (const [target, pidNow] of [
      [control.broker(1), () => stack.info.kafka.nodes[0]?.pid],
      [control.postgres(), () => stack.info.postgres.pid],
    ] as const) {
      const before = pidNow();
      await target.kill();
      await until(() => Boolean(pidNow()) && pidNow() !== before);
    }
    const status = control.status.bind(control);
    await until(
      async () =>
        (await status()).postgres.state === 'ready' && (await status()).brokers[0]?.state === 'ready',
    );
    const { brokers, postgres } = await status();
    expect(brokers[0]?.restarts).toBe(1);
    // Once more while children of the old server still hold its memory.
    expect(postgres.restarts).toBeGreaterThanOrEqual(1);
    await until(async () => (await readStackInfo(paths.info))?.postgres.pid === postgres.pid);
  });

  it('leaves alone what was stopped, until it is started again', async () => {
    const control = controlClient(stack.info);
    const { postgres } = await control.postgres().stop();
    expect(postgres).toMatchObject({ state: 'stopped', pid: null });
    await sleep(FOR_LONG_MS);
    expect((await control.status()).postgres.state).toBe('stopped');
    expect((await control.postgres().start()).postgres.state).toBe('ready');
  });

  it('answers those who know the token only', async () => {
    const { url } = stack.info.control;
    expect((await fetch(`${url}/status`)).status).toBe(401);
    const stranger = controlClient({ control: { ...stack.info.control, token: 'guessed' } });
    await expect(stranger.status()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('refuses a second stack in the same folder', async () => {
    await expect(start()).rejects.toMatchObject({ code: 'already-running' });
  });

  it('leaves no process, no port and no stack.json behind, and goes on from its data', async () => {
    const { kafka, postgres, control } = stack.info;
    const pids = [kafka.nodes[0]?.pid, postgres.pid];
    await controlClient(stack.info).stop();
    await stack.ended;
    expect(await findOrphans(dir)).toEqual([]);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(await isPortFree(kafka.nodes[0]!.port)).toBe(true);
    expect(await answersTcp(Number(new URL(control.url).port))).toBe(false);
    expect(existsSync(paths.info)).toBe(false);
    stack = await start();
    expect(stack.info.ready).toBe(true);
  });
});
