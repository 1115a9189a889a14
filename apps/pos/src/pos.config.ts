import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';

export const posEnv = serviceEnv.extend({
  /** Events that may wait for Kafka before shops are told 503 `not-stored`. */
  PEAJE_OUTBOX_SHOP_LIMIT: z.coerce.number().int().nonnegative().default(20_000),
  /** The same for gates: a car cannot come back, so they are turned away last. */
  PEAJE_OUTBOX_TOLL_LIMIT: z.coerce.number().int().nonnegative().default(200_000),
  /** How far `passedAt` may be ahead of this service's clock. */
  PEAJE_PASSAGE_AHEAD_SECONDS: z.coerce.number().int().nonnegative().max(86_400).default(300),
  /** How old `passedAt` may be. */
  PEAJE_PASSAGE_BACK_DAYS: z.coerce.number().int().positive().max(9_999).default(400),
  /** The deny list of its own time judges a passage that is no older than this; today's list judges an older one. */
  PEAJE_DENY_LIST_BACK_DAYS: z.coerce.number().int().nonnegative().max(9_999).default(30),
});

export type OutboxLimits = Pick<
  z.infer<typeof posEnv>,
  'PEAJE_OUTBOX_SHOP_LIMIT' | 'PEAJE_OUTBOX_TOLL_LIMIT'
>;

export type PassageLimits = Pick<
  z.infer<typeof posEnv>,
  'PEAJE_PASSAGE_AHEAD_SECONDS' | 'PEAJE_PASSAGE_BACK_DAYS' | 'PEAJE_DENY_LIST_BACK_DAYS'
>;
