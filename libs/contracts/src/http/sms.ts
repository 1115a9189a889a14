import { z } from 'zod';
import { chargeId, clientText, storableText, timestamp } from '../primitives.js';
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

/** What an operator decides of a text of which nobody knows whether it went out. */
export const noticeResolutionBody = z.strictObject({
  decision: z.enum(['send-again', 'drop']),
  /** For the record: why. */
  reason: clientText(500),
});

export const noticeListQuery = listQuery.extend({
  chargeId: chargeId.optional(),
  status: noticeStatus.optional(),
});

export const noticeView = z.strictObject({
  id: z.string(),
  chargeId: z.string(),
  template: z.string(),
  status: noticeStatus,
  to: z.string().nullable(),
  text: z.string().nullable(),
  sentAt: timestamp.nullable(),
});

/** Twilio adds fields as it likes. */
export const deliveryReportForm = z.looseObject({
  MessageSid: storableText.min(1),
  MessageStatus: storableText,
  ErrorCode: storableText.optional(),
});
export const deliveryReportQuery = z.looseObject({ notice: storableText.optional() });
export const inboundTextForm = z.looseObject({
  MessageSid: storableText.min(1),
  From: storableText.min(1),
  Body: storableText.default(''),
});

export type NoticeResolutionBody = z.infer<typeof noticeResolutionBody>;
export type NoticeListQuery = z.infer<typeof noticeListQuery>;
export type NoticeStatus = z.infer<typeof noticeStatus>;
export type NoticeView = z.infer<typeof noticeView>;
