import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';

export const auditEnv = serviceEnv.extend({
  /** A chain may begin after its partition's first record: what went before is given up for good. */
  PEAJE_ALLOW_EMPTY: z.stringbool().default(false),
});

export type AuditConfig = z.infer<typeof auditEnv>;
