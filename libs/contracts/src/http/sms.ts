import { z } from 'zod';
import { chargeId, timestamp } from '../primitives.js';
import { listQuery } from './lists.js';

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

export const noticesQuery = listQuery.extend({ chargeId: chargeId.optional() });

/** Twilio adds fields as it likes. */
export const deliveryReportForm = z.looseObject({
  MessageSid: z.string().min(1),
  MessageStatus: z.string(),
  ErrorCode: z.string().optional(),
});
export const deliveryReportQuery = z.looseObject({ notice: z.string().optional() });
export const inboundTextForm = z.looseObject({
  MessageSid: z.string().min(1),
  From: z.string().min(1),
  Body: z.string().default(''),
});

export type NoticeStatus = z.infer<typeof noticeStatus>;
export type NoticeView = z.infer<typeof noticeView>;
