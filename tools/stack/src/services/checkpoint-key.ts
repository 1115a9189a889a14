import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
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

/** Writes the file as a whole: an incomplete key would stay there and never be replaced. */
async function writeWhole(file: string, text: string | Buffer): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
