import { z } from 'zod';
import { timestamp } from '../primitives.js';

/** `sent`: the provider has it. `delivered`, `undelivered`: what it reported afterwards, where it reports. */
export const noticeStatus = z.enum([
  'intent',
  'calling',
  'sent',
  'delivered',
  'undelivered',
  'dropped',
  'unresolved',
  'expired',
]);

export const noticeView = z.strictObject({
  id: z.string(),
  chargeId: z.string(),
  template: z.string(),
  status: noticeStatus,
  to: z.string().nullable(),
  text: z.string().nullable(),
  sentAt: timestamp.nullable(),
});

export type NoticeStatus = z.infer<typeof noticeStatus>;
export type NoticeView = z.infer<typeof noticeView>;
