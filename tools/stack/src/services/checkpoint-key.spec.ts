import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { exists, REPOSITORY, stackPaths } from '../paths.js';
import { ensureCheckpointKey, rotateCheckpointKey } from './checkpoint-key.js';

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

  it('is rotated: the new pair takes its place, of the old one only the public half stays, with its limit', async () => {
    const { publicFile } = await ensureCheckpointKey(paths);
    const before = await readFile(publicFile, 'utf8');
    const validUntil = new Date('2026-11-26T22:00:00.000Z');
    const { oldPublicFile, privateFile, keyId, oldKeyId } = await rotateCheckpointKey(paths, validUntil);
    const old = await readFile(oldPublicFile, 'utf8');
    expect(old).toBe(`Valid-Until: 2026-11-26T22:00:00.000Z\n${before}`);
    expect(createPublicKey(old).asymmetricKeyType).toBe('ed25519');
    const after = await readFile(publicFile, 'utf8');
    expect(after).not.toBe(before);
    const ofPrivate = createPublicKey(createPrivateKey(await readFile(privateFile)));
    expect(ofPrivate.export({ type: 'spki', format: 'pem' })).toBe(after);
    expect((await stat(privateFile)).mode & 0o777).toBe(0o600);
    expect(keyId).not.toBe(oldKeyId);
    expect((await readdir(paths.keys)).sort()).toEqual([
      `checkpoint-${oldKeyId}.pub.pem`,
      'checkpoint.pem',
      'checkpoint.pub.pem',
    ]);
  });

  it('is removed by a reset', async () => {
    await ensureCheckpointKey(paths);
    const env = { ...process.env, PEAJE_DATA_DIR: dir };
    await promisify(execFile)(process.execPath, [join(REPOSITORY, 'tools/bootstrap.mjs'), 'reset'], { env });
    expect(await exists(paths.keys)).toBe(false);
  });
});
