import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { controlClient, readStackInfo, type StackInfo, stackPaths } from '@peaje/stack';
import { eventually, postShopCharge } from '@peaje/testing';

const ROOT = join(import.meta.dirname, '../../..');
const MODULES = join(ROOT, 'node_modules');
const NOT_COPIED = ['node_modules', '.git', '.nx', '.peaje', 'coverage'];
const dir = await mkdtemp(join(tmpdir(), 'peaje-generated-'));
const copy = join(dir, 'workspace');
const TSCONFIG = { extends: './tsconfig.json', include: ['apps/loyalty/src'] };
const NO_DAEMON = { NX_DAEMON: 'false', NX_TUI: 'false', NODE_OPTIONS: '' };
/** The run that this suite is part of says its own last lines, and decides what runs again. */
const ANOTHER_RUN = { PEAJE_CLOSING_FILE: '', PEAJE_RUN_FAILED_AGAIN: '' };
const READY = 'Peaje is ready';
let stack: { child: ChildProcess; ended: Promise<void> } | undefined;
let info: StackInfo;

/** Copies this built workspace. Installed packages are links; our own packages are those of the copy. */
async function copyWorkspace(): Promise<void> {
  await cp(ROOT, copy, { recursive: true, filter: (source) => !NOT_COPIED.includes(basename(source)) });
  await mkdir(join(copy, 'node_modules/@peaje'), { recursive: true });
  for (const name of await readdir(MODULES)) {
    if (name !== '@peaje') await symlink(join(MODULES, name), join(copy, 'node_modules', name));
  }
  for (const parent of ['apps', 'libs', 'tools']) {
    for (const name of await readdir(join(copy, parent)))
      await symlink(join(copy, parent, name), join(copy, 'node_modules/@peaje', name));
  }
}

/** Runs a program of node_modules/.bin. @throws with its output. */
async function run(program: string, ...args: string[]): Promise<void> {
  const startedMs = performance.now();
  const env = { ...process.env, ...NO_DAEMON, ...ANOTHER_RUN };
  const [node, ...flags] = [process.execPath, '--experimental-vm-modules'];
  const script = join(MODULES, '.bin', program);
  await promisify(execFile)(node, [...flags, script, ...args], { cwd: copy, env }).catch((error) => {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  });
  took(program, startedMs);
}

const took = (step: string, startedMs: number): boolean =>
  process.stdout.write(`  ${step}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);

/** `npm start` of the copy with three services, in a folder and on ports of its own. */
async function startStackOfCopy(): Promise<StackInfo> {
  const startedMs = performance.now();
  await mkdir(join(copy, '.peaje'));
  await symlink(join(ROOT, '.peaje/cache'), join(copy, '.peaje/cache'));
  const env = {
    ...process.env,
    PEAJE_DATA_DIR: join(dir, 'data'),
    PEAJE_PORTS: 'random',
    PEAJE_BROKERS: '1',
    PEAJE_SEED: 'named',
    PEAJE_SERVICES: 'pos,debit,loyalty',
  };
  const child = spawn(process.execPath, ['tools/stack/dist/main.js'], { cwd: copy, env, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  stack = { child, ended };
  await Promise.race([
    ended,
    eventually('the stack of the copy is ready', () => expect(output).toContain(READY), 300_000),
  ]);
  expect(output).toContain(READY);
  const info = await readStackInfo(stackPaths(env.PEAJE_DATA_DIR).info);
  took('start of the stack', startedMs);
  return info!;
}

const urlOf = (service: string): string => info.services[service]![0]!.url;

async function chargeApproved(): Promise<string> {
  const charge = await postShopCharge(urlOf('pos'));
  expect(charge).toMatchObject({ status: 'approved' });
  return charge.id;
}

/** Waits until loyalty has exactly one entry of this charge. */
const stored = (chargeId: string): Promise<void> =>
  eventually(
    'loyalty has the charge',
    async () => {
      const headers = { authorization: 'Bearer demo_bank' };
      const response = await fetch(`${urlOf('loyalty')}/v1/loyalty?chargeId=${chargeId}`, { headers });
      expect(await response.json()).toMatchObject({
        items: [{ chargeId, type: 'peaje.charge.approved.v1', amount: { value: '1990', currency: 'EUR' } }],
      });
    },
    60_000,
  );

afterAll(async () => {
  stack?.child.kill('SIGTERM');
  await stack?.ended;
  await rm(dir, { recursive: true, force: true });
}, 60_000);

it('nx g consumer loyalty: the service passes lint, types and tests, and stores every charge', async () => {
  const startedMs = performance.now();
  await copyWorkspace();
  await run('nx', 'g', 'consumer', 'loyalty', '--events', 'approved,reversed', '--skipInstall');
  await symlink(join(copy, 'apps/loyalty'), join(copy, 'node_modules/@peaje/loyalty'));
  await run('nx', 'run-many', '-t', 'build', '-p', '@peaje/loyalty', '@peaje/contracts');
  await promisify(execFile)(process.execPath, ['tools/contracts-publisher/dist/main.js'], { cwd: copy });
  await writeFile(join(copy, 'tsconfig.loyalty.json'), JSON.stringify(TSCONFIG));
  const generated = ['apps/loyalty', 'prisma/loyalty', 'libs/contracts/src/events', 'package-lock.json'];
  const about = 'apps/loyalty|libs/contracts|tools/contracts-publisher';
  await Promise.all([
    run('prettier', '--check', ...generated),
    run('eslint', '--max-warnings', '0', 'apps/loyalty', 'libs/contracts/src/events'),
    run('tsc', '-p', 'tsconfig.loyalty.json'),
    run('jest', '--selectProjects', 'unit', '--testPathPatterns', about),
  ]);
  // Against the stack that these specs run on.
  await run('jest', '--selectProjects', 'integration', '--testPathPatterns', 'apps/loyalty');

  info = await startStackOfCopy();
  const loyalty = controlClient(info).service('loyalty');
  await stored(await chargeApproved());
  await loyalty.stop();
  const missed = await chargeApproved();
  await loyalty.start();
  await stored(missed);
  const health = await fetch(`${urlOf('loyalty')}/health/consumers`);
  expect(await health.json()).toMatchObject({ groups: [{ group: 'loyalty', inGroup: true }] });
  took('everything', startedMs);
}, 900_000);
