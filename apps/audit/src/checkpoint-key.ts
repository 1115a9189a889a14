import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A variable that names a PEM file with an Ed25519 key; undefined without it. An error never quotes the file. */
const keyFile = (read: (pem: Buffer) => KeyObject, create: string) =>
  z
    .string()
    .optional()
    .transform((path, context): KeyObject | undefined => {
      if (!path) return undefined;
      try {
        const key = read(readFileSync(path));
        if (key.asymmetricKeyType === 'ed25519') return key;
      } catch {
        // The file is missing, is not PEM, or has the other key of the pair: the message is the same.
      }
      context.addIssue(`must name a PEM file with an Ed25519 key; create it with: ${create}`);
      return z.NEVER;
    });

export const privateKeyFile = keyFile(createPrivateKey, 'openssl genpkey -algorithm ed25519 -out <file>');
export const publicKeyFile = keyFile(
  // createPublicKey accepts a private key, too. That key would then lie in a file that everyone may read.
  (pem) => createPublicKey(pem.includes('PRIVATE KEY') ? '' : pem),
  'openssl pkey -in <private key file> -pubout -out <file>',
);
