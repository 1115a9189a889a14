import { cp, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { controlClient } from './control/control-client.js';
import { ownProcesses } from './own-processes.js';
import { REPOSITORY, stackPaths } from './paths.js';
import { findPostgres } from './postgres/postgres-binaries.js';
import { findOrphans } from './process/orphans.js';
import { isPortFree } from './process/port-block.js';
import { answersTcp } from './process/tcp-probe.js';
import { readStackInfo } from './stack-info.js';
import { type Stack, startStack } from './start-stack.js';

/** Longer than the wait before a restart. */
const NO_RESTART_WITHIN_MS = 2_000;
/** Other users may not enter it, as in a clone under /root. It has PostgreSQL's programs and data. */
const dir = await mkdtemp(join(tmpdir(), 'peaje-stack-'));
const paths = stackPaths(dir);
const postgresHome = join(dir, 'postgres');
let stack: Stack;

async function start(): Promise<Stack> {
  const cacheDir = join(REPOSITORY, '.peaje/cache');
  const infra = await ownProcesses({ postgresHome }, cacheDir, paths, () => undefined);
  return startStack({
    infra,
    cacheDir,
    dataDir: dir,
    ports: 'random',
    brokers: 1,
    services: [],
    partitions: 4,
    seed: false,
  });
}

/** Copies PostgreSQL's programs, because it looks for them by their real path. The rest may be links. */
async function copyPostgres(): Promise<void> {
  const { home } = await findPostgres();
  await cp(join(home, 'bin'), join(postgresHome, 'bin'), { recursive: true });
  for (const name of ['lib', 'share']) await symlink(join(home, name), join(postgresHome, name));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

beforeAll(async () => {
  await copyPostgres();
  stack = await start();
}, 120_000);

afterAll(async () => {
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

describe('a stack of one broker and the databases', () => {
  it('describes its processes in stack.json', async () => {
    const info = await readStackInfo(paths.info);
    expect(info).toEqual(stack.info);
    expect(info).toMatchObject({ ready: true, postgres: { pid: expect.any(Number) } });
  });

  it('runs in a folder that other users may not enter, and PostgreSQL never as root', async () => {
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    // PostgreSQL only runs as the owner of its data.
    expect((await stat(join(paths.data, 'postgres'))).uid).not.toBe(0);
  });

  it('restarts a killed process and updates stack.json', async () => {
    const control = controlClient(stack.info);
    for (const [target, pidNow] of [
      [control.broker(1), () => stack.info.kafka.nodes[0]?.pid],
      [control.postgres(), () => stack.info.postgres.pid],
    ] as const) {
      const before = pidNow();
      const { signalled } = await target.kill();
      expect(signalled).toMatchObject([{ pid: before, signal: 'SIGKILL', gone: true }]);
      const now = await control.status();
      for (const one of [now.postgres, ...now.brokers])
        expect(one.state === 'ready' && one.pid === before).toBe(false);
      await until(() => Boolean(pidNow()) && pidNow() !== before);
    }
    const status = control.status.bind(control);
    await until(
      async () =>
        (await status()).postgres.state === 'ready' && (await status()).brokers[0]?.state === 'ready',
    );
    const { brokers, postgres } = await status();
    expect(brokers[0]?.restarts).toBe(1);
    // It restarts twice when children of the old server still hold its shared memory.
    expect(postgres.restarts).toBeGreaterThanOrEqual(1);
    await until(async () => (await readStackInfo(paths.info))?.postgres.pid === postgres.pid);
  });

  it('does not restart a stopped process until it is started again', async () => {
    const control = controlClient(stack.info);
    const { postgres } = await control.postgres().stop();
    expect(postgres).toMatchObject({ state: 'stopped', pid: null });
    await sleep(NO_RESTART_WITHIN_MS);
    expect((await control.status()).postgres.state).toBe('stopped');
    expect((await control.postgres().start()).postgres.state).toBe('ready');
  });

  it('answers only requests with the token', async () => {
    const { url } = stack.info.control;
    expect((await fetch(`${url}/status`)).status).toBe(401);
    const stranger = controlClient({ control: { ...stack.info.control, token: 'guessed' } });
    await expect(stranger.status()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('refuses a second stack in the same folder', async () => {
    await expect(start()).rejects.toMatchObject({ code: 'already-running' });
  });

  it('leaves no process, no taken port and no stack.json behind, and starts again with its data', async () => {
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
