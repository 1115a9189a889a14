import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A variable that names a PEM file with an Ed25519 key; without it, undefined. Says what to do, never what is in it. */
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
        // Not there, not PEM, or the other half of the pair: the message is the same.
      }
      context.addIssue(`must name a PEM file with an Ed25519 key; create it with: ${create}`);
      return z.NEVER;
    });

export const privateKeyFile = keyFile(createPrivateKey, 'openssl genpkey -algorithm ed25519 -out <file>');
export const publicKeyFile = keyFile(
  // A private key would be taken as well, and then lie where everyone may read it.
  (pem) => createPublicKey(pem.includes('PRIVATE KEY') ? '' : pem),
  'openssl pkey -in <private key file> -pubout -out <file>',
);
