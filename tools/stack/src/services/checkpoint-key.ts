import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { exists, type StackPaths } from '../paths.js';

/** The key pair for audit's checkpoints, as PEM files. */
export interface CheckpointKey {
  privateFile: string;
  publicFile: string;
}

/** Creates the pair once and keeps it with the data: with another key, earlier checkpoints would look forged. */
export async function ensureCheckpointKey({ keys }: Pick<StackPaths, 'keys'>): Promise<CheckpointKey> {
  const files = {
    privateFile: join(keys, 'checkpoint.pem'),
    publicFile: join(keys, 'checkpoint.pub.pem'),
  };
  await mkdir(keys, { recursive: true, mode: 0o700 });
  if (!(await exists(files.privateFile))) await writeNewKey(files.privateFile);
  await writeWhole(files.publicFile, pemOf(await publicKeyOf(files.privateFile)));
  return files;
}

/** What a rotation leaves. A key is named as checkpoints name it. */
export interface RotatedKey extends CheckpointKey {
  keyId: string;
  oldKeyId: string;
  oldPublicFile: string;
  /** The old key may have signed until then. */
  validUntil: Date;
}

/**
 * Puts a new pair in the place of the present one. Call it while no audit runs: `validUntil` must come after the last
 * checkpoint of the old key. The old public key stays in the folder, so that what it has signed can be verified; the
 * old private key is removed. The limit comes last: a rotation that breaks off must not limit a key that still signs.
 */
export async function rotateCheckpointKey(
  { keys }: Pick<StackPaths, 'keys'>,
  validUntil: Date,
): Promise<RotatedKey> {
  const { privateFile } = await ensureCheckpointKey({ keys });
  const oldKey = await publicKeyOf(privateFile);
  const oldKeyId = keyIdOf(oldKey);
  const oldPublicFile = join(keys, `checkpoint-${oldKeyId}.pub.pem`);
  await writeWhole(oldPublicFile, pemOf(oldKey));
  await writeNewKey(privateFile);
  const files = await ensureCheckpointKey({ keys });
  await writeWhole(oldPublicFile, `Valid-Until: ${validUntil.toISOString()}\n${pemOf(oldKey)}`);
  return { ...files, keyId: keyIdOf(await publicKeyOf(privateFile)), oldKeyId, oldPublicFile, validUntil };
}

const publicKeyOf = async (privateFile: string): Promise<KeyObject> =>
  createPublicKey(createPrivateKey(await readFile(privateFile)));

const pemOf = (publicKey: KeyObject): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** As checkpoints name it: the first 16 hex digits of the SHA-256 of the public key in DER. */
const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

const writeNewKey = (privateFile: string): Promise<void> =>
  writeWhole(privateFile, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));

/** Writes the file as a whole: an incomplete key would stay there and never be replaced. */
async function writeWhole(file: string, text: string | Buffer): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
