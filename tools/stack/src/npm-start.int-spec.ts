import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { postShopCharge } from '@peaje/testing';

import { REPOSITORY, stackPaths } from './paths.js';
import { findOrphans } from './process/orphans.js';
import { isPortFree } from './process/port-block.js';
import { readStackInfo, type StackInfo } from './stack-info.js';

/** Runs the command of a newcomer, in a folder and on ports of its own. */
const dir = await mkdtemp(join(tmpdir(), 'peaje-npm-start-'));
const paths = stackPaths(dir);
let npm: ChildProcess | undefined;

interface Started {
  readonly info: StackInfo;
  readonly output: () => string;
  /** The exit code of npm itself. */
  readonly ended: Promise<number | null>;
}

async function npmStart(): Promise<Started> {
  const env = {
    ...process.env,
    PEAJE_DATA_DIR: dir,
    PEAJE_PORTS: 'random',
    PEAJE_BROKERS: '1',
    PEAJE_SEED: 'named',
  };
  const child = spawn('npm', ['start'], {
    cwd: REPOSITORY,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  npm = child;
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Peaje is ready')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then((code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  const info = await readStackInfo(paths.info);
  if (!info) throw new Error('no stack.json');
  return { info, output: () => output, ended };
}

const portsOf = ({ services, kafka, postgres }: StackInfo): number[] => [
  ...Object.values(services).flatMap((instances) =>
    (instances ?? []).map(({ url }) => Number(new URL(url).port)),
  ),
  ...kafka.nodes.map(({ port }) => port),
  ...Object.values(postgres.urls).map((url) => Number(new URL(url).port)),
];

async function nothingIsLeft(info: StackInfo): Promise<void> {
  expect(await findOrphans(dir)).toEqual([]);
  for (const port of new Set(portsOf(info))) expect(await isPortFree(port)).toBe(true);
}

const nicenessOf = ({ services }: StackInfo): Record<string, number> =>
  Object.fromEntries(Object.entries(services).map(([name, [one]]) => [name, getPriority(one!.pid!)]));

const urlOf = ({ services }: StackInfo, name: 'pos' | 'debit' | 'board'): string => services[name]![0]!.url;

async function balanceOf(info: StackInfo, account: string): Promise<bigint> {
  const answer = await fetch(`${urlOf(info, 'debit')}/v1/accounts/${account}`, {
    headers: { authorization: 'Bearer demo_bank' },
  });
  return BigInt(((await answer.json()) as { balance: { value: string } }).balance.value);
}

afterAll(async () => {
  if (npm?.exitCode === null && npm.pid) process.kill(-npm.pid, 'SIGKILL');
  await rm(dir, { recursive: true, force: true });
}, 30_000);

describe('npm start', () => {
  it('prints a table and "Peaje is ready"; Ctrl-C ends everything; the next start has the same balances', async () => {
    const first = await npmStart();
    for (const name of ['pos', 'debit', 'audit', 'sms', 'board', 'fake-twilio'])
      expect(first.output()).toContain(name);
    expect(first.output()).toContain(urlOf(first.info, 'pos'));
    expect(await postShopCharge(urlOf(first.info, 'pos'))).toMatchObject({
      status: 'approved',
      ledger: 'debited',
    });
    expect(await balanceOf(first.info, 'acc_rich')).toBe(998_010n);
    expect(first.output()).toContain(urlOf(first.info, 'board'));
    // Nobody waits for audit, sms and the board.
    expect(nicenessOf(first.info)).toMatchObject({ pos: 0, debit: 0, audit: 5, sms: 5, board: 5 });

    // Ctrl-C reaches the whole process group.
    process.kill(-npm!.pid!, 'SIGINT');
    await first.ended;
    await nothingIsLeft(first.info);

    const second = await npmStart();
    expect(await balanceOf(second.info, 'acc_rich')).toBe(998_010n);
    expect(await postShopCharge(urlOf(second.info, 'pos'), '10')).toMatchObject({ status: 'approved' });

    // A process manager sends the signal to npm only, and goes on when npm has ended.
    npm!.kill('SIGTERM');
    await second.ended;
    await nothingIsLeft(second.info);
  }, 480_000);
});
