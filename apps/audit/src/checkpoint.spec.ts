import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateKeyFile, publicKeyFile, publicKeyList } from './checkpoint-key.js';
import { isSigned, signCheckpoint } from './checkpoint.js';
import { KeyRing } from './key-ring.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signed = signCheckpoint(
  {
    chain: 'charges.decided/2',
    number: 3,
    previous: 'cd'.repeat(32),
    seq: 7,
    hash: 'ab'.repeat(32),
    signedAt: '2026-11-22T10:00:00.000Z',
  },
  privateKey,
);

describe('a checkpoint', () => {
  it('is valid when the private key signed it', () => {
    expect(isSigned(signed, publicKey)).toBe(true);
    expect(isSigned(signed, generateKeyPairSync('ed25519').publicKey)).toBe(false);
  });

  it.each([
    ['chain', { chain: 'charges.decided/3' }],
    ['number', { number: 4 }],
    ['previous', { previous: 'dc'.repeat(32) }],
    ['key', { keyId: '0123456789abcdef' }],
    ['seq', { seq: 8 }],
    ['hash', { hash: 'ba'.repeat(32) }],
    ['time', { signedAt: '2026-11-22T10:00:00.001Z' }],
    ['signature', { signature: 'AAAA' }],
    ['signature that is not base64', { signature: '?' }],
  ])('is invalid with another %s', (_, change) => {
    expect(isSigned({ ...signed, ...change }, publicKey)).toBe(false);
  });
});

describe('the key files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peaje-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const secret = file('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const openPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const open = file('key.pub.pem', openPem);

  it('contain the private and the public key', () => {
    expect(privateKeyFile.parse(secret)?.type).toBe('private');
    expect(publicKeyFile.parse(open)?.type).toBe('public');
  });

  it('are a list of files and folders, read again, each key with its validity', () => {
    const folder2 = mkdtempSync(join(folder, 'ring-'));
    const read = publicKeyList.parse(`${open},${folder2}`);
    expect(read()).toHaveLength(1);
    const limited = `Valid-From: 2026-11-01T00:00:00Z\nValid-Until: 2026-11-20T00:00:00Z\n`;
    writeFileSync(
      join(folder2, 'old.pub.pem'),
      limited + publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    );
    writeFileSync(join(folder2, 'old.pem'), 'a private key is left alone');
    const ring = new KeyRing(read);
    expect(ring.trustIn({ ...signed })).toBe('expired-key');
    expect(ring.trustIn({ ...signed, keyId: '0'.repeat(16) })).toBe('unknown-key');
    expect(new KeyRing(publicKeyList.parse(open)).trustIn(signed)).toBe('trusted');
  });

  it.each([
    ['no file', join(folder, 'none.pem')],
    ['a private key', secret],
    ['a limit that is no time', file('odd.pub.pem', `Valid-Until: soon\n${openPem}`)],
  ])('a list is refused with %s', (_, path) => {
    expect(publicKeyList.safeParse(path).success).toBe(false);
  });

  it.each([undefined, ''])('are optional: %p', (path) => {
    expect(privateKeyFile.parse(path)).toBeUndefined();
    expect(publicKeyFile.parse(path)).toBeUndefined();
  });

  it.each([
    ['no file', privateKeyFile, join(folder, 'none.pem')],
    ['no PEM', privateKeyFile, file('text.pem', 'text')],
    ['the public key in place of the private one', privateKeyFile, open],
    ['the private key in place of the public one', publicKeyFile, secret],
    [
      'a key of another kind',
      publicKeyFile,
      file('x25519.pem', generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' })),
    ],
  ])('are refused with %s, and the message says how to create one', (_, schema, path) => {
    expect(schema.safeParse(path).error?.issues[0]?.message).toMatch(/Ed25519 key; create it with: openssl/);
  });
});
