import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';
import { privateKeyFile, publicKeyFile, publicKeyList } from './checkpoint-key.js';
import type { TrustedKey } from './key-ring.js';

export const auditEnv = serviceEnv.extend({
  /** Signs checkpoints; nobody with write access to the database may read it. Without it, audit signs none. */
  PEAJE_CHECKPOINT_KEY_FILE: privateKeyFile,
  /** Verifications check signatures with it. Without any public key they do not read checkpoints. */
  PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: publicKeyFile,
  /** Files and folders with more public keys: those that signed before the last rotation. Read again when needed. */
  PEAJE_CHECKPOINT_PUBLIC_KEYS: publicKeyList,
  PEAJE_CHECKPOINT_EVERY_MS: z.coerce.number().int().min(100).default(60_000),
});

export type AuditConfig = z.infer<typeof auditEnv>;

/** A key of the list comes last, so that its validity counts. */
export function publicKeysOf(config: AuditConfig): readonly TrustedKey[] {
  const { PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: one, PEAJE_CHECKPOINT_PUBLIC_KEYS: list } = config;
  return [...(one ? [{ key: one }] : []), ...list()];
}
