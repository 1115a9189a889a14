import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { exists, REPOSITORY, stackPaths } from '../paths.js';
import { ensureCheckpointKey } from './checkpoint-key.js';

const dir = await mkdtemp(join(tmpdir(), 'peaje-keys-'));
const paths = stackPaths(dir);

afterAll(() => rm(dir, { recursive: true, force: true }));

describe('the checkpoint key of a stack', () => {
  it('is a pair, and only its owner may read the private half', async () => {
    const { privateFile, publicFile } = await ensureCheckpointKey(paths);
    const head = Buffer.from('a head');
    const signature = sign(null, head, createPrivateKey(await readFile(privateFile)));
    expect(verify(null, head, createPublicKey(await readFile(publicFile)), signature)).toBe(true);
    expect((await stat(privateFile)).mode & 0o777).toBe(0o600);
  });

  it('is created once', async () => {
    const { privateFile, publicFile } = await ensureCheckpointKey(paths);
    const before = await readFile(privateFile, 'utf8');
    await rm(publicFile);
    await ensureCheckpointKey(paths);
    expect(await readFile(privateFile, 'utf8')).toBe(before);
    expect(await exists(publicFile)).toBe(true);
  });

  it('is removed by a reset', async () => {
    await ensureCheckpointKey(paths);
    const env = { ...process.env, PEAJE_DATA_DIR: dir };
    await promisify(execFile)(process.execPath, [join(REPOSITORY, 'tools/bootstrap.mjs'), 'reset'], { env });
    expect(await exists(paths.keys)).toBe(false);
  });
});
