import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';

export const posEnv = serviceEnv.extend({
  /** Events that may wait for Kafka before shops are told 503 `not-stored`. */
  PEAJE_OUTBOX_SHOP_LIMIT: z.coerce.number().int().nonnegative().default(20_000),
  /** The same for gates: a car cannot come back, so they are turned away last. */
  PEAJE_OUTBOX_TOLL_LIMIT: z.coerce.number().int().nonnegative().default(200_000),
});

export type OutboxLimits = Pick<
  z.infer<typeof posEnv>,
  'PEAJE_OUTBOX_SHOP_LIMIT' | 'PEAJE_OUTBOX_TOLL_LIMIT'
>;
