import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCheckpoints, type NumberedCheckpoint } from '@peaje/contracts';
import { stackPaths, startStack, type Stack } from '@peaje/stack';
import { eventually } from '@peaje/testing';
import kafkajs from 'kafkajs';
import { peaje, peajeJson, STATE_HOME } from './peaje.builders.js';

/** A stack of its own: a rotation restarts audit, and junk stays in the topic. */
const dir = await mkdtemp(join(tmpdir(), 'peaje-audit-'));
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

async function write(topic: string, key: string): Promise<void> {
  const { brokers } = stack!.info.kafka;
  const producer = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ key, value: '{}', partition: 0 }] });
  await producer.disconnect();
}

/** audit records any bytes. */
const record = () => write('charges.requested', 'acc');

interface Report {
  readonly ok: boolean;
  readonly checkpoints: number;
  readonly chains: readonly {
    readonly since: number;
    readonly entries: number;
    readonly firstBreak: unknown;
  }[];
  readonly warnings: readonly { readonly kind: string; readonly chain: string | null }[];
}
const verified = (...options: string[]) => peajeJson<Report>('audit', 'verify', ...options, ...onThis);

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
  const values = records.map((line) => (JSON.parse(line) as { value: Partial<NumberedCheckpoint> }).value);
  return values.filter((value): value is NumberedCheckpoint => value.number !== undefined);
}

const untilSigned = (count: number) =>
  eventually(`${count} checkpoints are there`, async () => {
    const all = await checkpoints();
    expect(all.length).toBe(count);
    return all;
  });

describe('peaje audit verify', () => {
  it('begins at the last verified checkpoint, which is in a file of the verifier; --full reads all', async () => {
    await record();
    await untilSigned(1);
    const state = ['--state', join(dir, 'verified.json')];
    expect(await verified(...state)).toMatchObject({
      ok: true,
      checkpoints: 1,
      chains: [{ since: 0, entries: 1 }],
    });
    await record();
    await untilSigned(2);
    expect(await verified(...state)).toMatchObject({ ok: true, chains: [{ since: 1, entries: 2 }] });
    expect(await verified(...state, '--full')).toMatchObject({
      ok: true,
      chains: [{ since: 0, entries: 2 }],
    });
    expect((await peaje('audit', 'verify', ...state, ...onThis)).stdout).toMatch(
      /1 chain, 2 entries, 1 signed checkpoint\.\n2 entries of an earlier verification were not read again/,
    );
    expect(JSON.parse(await readFile(state[1]!, 'utf8'))).toMatchObject({ chains: [{ number: 2, seq: 2 }] });
  });

  it('keeps it in $XDG_STATE_HOME, in a file of this Kafka cluster', async () => {
    await verified();
    const [file, ...others] = await readdir(join(STATE_HOME, 'peaje'));
    expect(file).toMatch(/^verified-[\w-]{22}\.json$/);
    expect(others).toEqual([]);
    expect(await verified()).toMatchObject({ chains: [{ since: 2 }] });
  });

  it('names a record of the topic that proves nothing, also one of no chain', async () => {
    await write(auditCheckpoints.name, 'no chain');
    const { ok, warnings } = await verified('--full');
    expect({ ok, warnings }).toMatchObject({
      ok: true,
      warnings: [{ kind: 'not-a-checkpoint', chain: 'no chain' }],
    });
    expect((await peaje('audit', 'verify', '--full', ...onThis)).stdout).toMatch(
      /2 signed checkpoints\.\nwarning audit\.checkpoints\/0@\d+ \(not-a-checkpoint\): /,
    );
  });
});

describe('peaje audit anchor', () => {
  const file = join(dir, 'anchor.json');
  const anchor = (...options: string[]) => peaje('audit', 'anchor', ...options, ...onThis);
  const against = (path: string, ...options: string[]) =>
    peaje('audit', 'verify', '--json', '--anchor', path, ...options, ...onThis);
  const anchored = async () =>
    JSON.parse(await readFile(file, 'utf8')) as { checkpoints: NumberedCheckpoint[] };
  const changed = async (change: Partial<NumberedCheckpoint>) => {
    const { checkpoints } = await anchored();
    const path = join(dir, 'other.json');
    await writeFile(path, JSON.stringify({ checkpoints: checkpoints.map((one) => ({ ...one, ...change })) }));
    return path;
  };

  it('writes the newest checkpoint of each chain to a file, and hands them to a command', async () => {
    const copy = join(dir, 'copy.json');
    const { exitCode, stdout } = await anchor('--to', file, '--exec', `cat > ${copy}`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^chain +checkpoint +entries .*\ncharges\.requested\/0 +2 +2 /);
    expect(await anchored()).toMatchObject({
      checkpoints: [{ chain: 'charges.requested/0', number: 2, seq: 2 }],
    });
    expect(await readFile(copy, 'utf8')).toBe(await readFile(file, 'utf8'));
    expect((await against(file)).exitCode).toBe(0);
    expect((await against(file, '--from-topic')).exitCode).toBe(0);
  });

  it.each([
    ['another hash there', { hash: 'ab'.repeat(32) }, 'anchor-mismatch', 2],
    ['a shorter chain', { seq: 40 }, 'anchor-mismatch', 3],
    ['fewer checkpoints', { number: 7 }, 'checkpoint-gap', 3],
    ['no chain at all', { chain: 'charges.decided/3' }, 'anchor-mismatch', 1],
  ])('a verification finds %s', async (_, change, kind, seq) => {
    const { exitCode, stdout } = await against(await changed(change));
    expect(exitCode).toBe(1);
    const { chains } = JSON.parse(stdout) as Report;
    expect(chains.find(({ firstBreak }) => firstBreak)!.firstBreak).toMatchObject({ kind, seq });
  });

  it('the topic itself is compared with it, too', async () => {
    const { stdout } = await against(await changed({ seq: 1, number: 1 }), '--from-topic');
    expect(JSON.parse(stdout)).toMatchObject({
      chains: [{ reread: { ok: false, difference: expect.stringContaining('checkpoint 1 of the anchor') } }],
    });
  });

  it.each([
    [
      'a file that has more than the topic',
      async () => ['--to', await changed({ number: 7 })],
      'do not follow',
    ],
    ['a command that fails', async () => ['--exec', 'exit 3'], 'has ended with 3'],
    ['a file that is something else', async () => ['--to', paths.info], 'is not an anchor'],
  ])('refuses %s', async (_, options, text) => {
    expect(await anchor(...(await options()))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(text),
    });
  });

  it('needs a place, and a verification needs the file', async () => {
    expect(await anchor()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--to <file>') });
    expect(await against(join(dir, 'none.json'))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('none'),
    });
  });
});

describe('peaje audit rotate-key', () => {
  it('audit signs with the new key, and what the old one has signed until it stopped still verifies', async () => {
    const before = (await checkpoints()).length;
    await record();
    const { keyId: oldKeyId } = (await untilSigned(before + 1)).at(-1)!;
    const rotated = await peajeJson<Record<string, string>>('audit', 'rotate-key', ...onThis);
    await record();
    const all = await untilSigned(before + 2);
    expect(all.slice(-2).map(({ keyId }) => keyId)).toEqual([oldKeyId, rotated['keyId']]);
    expect(rotated).toMatchObject({ oldKeyId, keyId: expect.not.stringMatching(oldKeyId) });
    expect(await readFile(rotated['oldPublicFile']!, 'utf8')).toMatch(
      new RegExp(`^Valid-Until: ${rotated['validUntil']}\n`),
    );
    expect(Date.parse(rotated['validUntil']!)).toBeGreaterThanOrEqual(Date.parse(all.at(-2)!.signedAt));
    expect(await verified('--full')).toMatchObject({
      ok: true,
      chains: [{ checkpoints: { checked: before + 2, invalid: 0, number: before + 2 } }],
    });
  });

  it('prints the keys in words', async () => {
    const { exitCode, stdout } = await peaje('audit', 'rotate-key', ...onThis);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^audit signs with key [0-9a-f]{16} now: .*\nKey [0-9a-f]{16} verifies what it signed until \S+Z: /,
    );
    expect(await verified('--full')).toMatchObject({ ok: true });
  });

  it('refuses a key that the stack has not made', async () => {
    await stack!.stop();
    const own = { PEAJE_CHECKPOINT_KEY_FILE: join(paths.keys, 'checkpoint.pem') };
    stack = await start({ ...own, PEAJE_CHECKPOINT_PUBLIC_KEYS: paths.keys });
    expect(await peaje('audit', 'rotate-key', ...onThis)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('docs/runbooks/checkpoints.md'),
    });
    expect(await verified('--full')).toMatchObject({ ok: true });
  }, 180_000);
});
