import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';
import { privateKeyFile, publicKeyFile } from './checkpoint-key.js';

export const auditEnv = serviceEnv.extend({
  /** Signs checkpoints; nobody with write access to the database may read it. Without it, audit signs none. */
  PEAJE_CHECKPOINT_KEY_FILE: privateKeyFile,
  /** Verifications check signatures with it. Without it they do not read checkpoints. */
  PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: publicKeyFile,
  PEAJE_CHECKPOINT_EVERY_MS: z.coerce.number().int().min(100).default(60_000),
});

export type AuditConfig = z.infer<typeof auditEnv>;
