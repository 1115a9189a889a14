import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
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
  if (!(await exists(files.privateFile))) {
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeWhole(files.privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  const publicKey = createPublicKey(createPrivateKey(await readFile(files.privateFile)));
  await writeWhole(files.publicFile, publicKey.export({ type: 'spki', format: 'pem' }));
  return files;
}

/** What a rotation leaves: the files of the new pair, and those of the old one. */
interface RotatedKey extends CheckpointKey {
  oldPrivateFile: string;
  oldPublicFile: string;
  /** The old key may sign until then: audit must be restarted before. */
  validUntil: Date;
}

/**
 * Puts a new pair in the place of the present one. The old public key stays in the folder, so that what it has signed
 * can be verified; the first line of its file says until when it may sign.
 */
export async function rotateCheckpointKey(
  { keys }: Pick<StackPaths, 'keys'>,
  validUntil: Date,
): Promise<RotatedKey> {
  const { privateFile } = await ensureCheckpointKey({ keys });
  const oldKey = createPublicKey(createPrivateKey(await readFile(privateFile)));
  const id = createHash('sha256')
    .update(oldKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
  const oldPrivateFile = join(keys, `checkpoint-${id}.pem`);
  const oldPublicFile = join(keys, `checkpoint-${id}.pub.pem`);
  const limit = `Valid-Until: ${validUntil.toISOString()}\n`;
  await writeWhole(oldPublicFile, `${limit}${oldKey.export({ type: 'spki', format: 'pem' }).toString()}`);
  await rename(privateFile, oldPrivateFile);
  return { ...(await ensureCheckpointKey({ keys })), oldPrivateFile, oldPublicFile, validUntil };
}

/** Writes the file as a whole: an incomplete key would stay there and never be replaced. */
async function writeWhole(file: string, text: string | Buffer): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
