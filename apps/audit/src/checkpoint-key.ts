import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrustedKey } from './key-ring.js';

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

// createPublicKey accepts a private key, too. That key would then lie in a file that everyone may read.
const readPublicKey = (pem: Buffer): KeyObject => createPublicKey(pem.includes('PRIVATE KEY') ? '' : pem);

export const privateKeyFile = keyFile(createPrivateKey, 'openssl genpkey -algorithm ed25519 -out <file>');
export const publicKeyFile = keyFile(
  readPublicKey,
  'openssl pkey -in <private key file> -pubout -out <file>',
);

/**
 * A variable with a list of public keys: files and folders, separated by commas. Of a folder it takes `*.pub.pem`. It
 * becomes a function that reads them again. Lines before the key may limit it: `Valid-From:` and `Valid-Until:`.
 */
export const publicKeyList = z
  .string()
  .optional()
  .transform((list, context): (() => readonly TrustedKey[]) => {
    const paths = (list ?? '').split(',').filter(Boolean);
    const read = () => paths.flatMap(filesAt).map(readTrustedKey);
    try {
      read();
    } catch {
      context.addIssue(
        'must name PEM files with public Ed25519 keys, or folders of *.pub.pem, separated by commas; ' +
          'Valid-From and Valid-Until are times as in 2026-11-22T10:00:00Z',
      );
    }
    return read;
  });

const filesAt = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.pub.pem'))
        .sort()
        .map((name) => join(path, name))
    : [path];

function readTrustedKey(file: string): TrustedKey {
  const pem = readFileSync(file);
  const key = readPublicKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const text = pem.toString();
  return { key, validFrom: timeIn(text, 'Valid-From'), validUntil: timeIn(text, 'Valid-Until') };
}

function timeIn(text: string, name: string): Date | undefined {
  const value = new RegExp(`^${name}:\\s*(\\S+)\\s*$`, 'm').exec(text)?.[1];
  if (value === undefined) return undefined;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw new TypeError(`${name} is no time`);
  return time;
}
