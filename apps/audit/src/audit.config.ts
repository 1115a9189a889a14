import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';
import { privateKeyFile, publicKeyFile } from './checkpoint-key.js';

export const auditEnv = serviceEnv.extend({
  /** Signs checkpoints; keep it away from whoever may write to the database. Without it there are none. */
  PEAJE_CHECKPOINT_KEY_FILE: privateKeyFile,
  /** What verifications trust. Without it they do not look at checkpoints. */
  PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: publicKeyFile,
  PEAJE_CHECKPOINT_EVERY_MS: z.coerce.number().int().min(100).default(60_000),
});

export type AuditConfig = z.infer<typeof auditEnv>;
