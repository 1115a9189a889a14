import { z } from 'zod';
import { chargeId, clientText, storableText, timestamp } from '../primitives.js';
import { listQuery } from './lists.js';

/** `sent`: the provider has accepted the text. `delivered`, `undelivered`: the provider reported it later. */
const noticeStatus = z.enum([
  'intent',
  'calling',
  'sent',
  'delivered',
  'undelivered',
  'dropped',
  'unresolved',
  'expired',
]);

/** An operator's decision on a notice whose text may or may not have been sent. */
export const noticeResolutionBody = z.strictObject({
  decision: z.enum(['send-again', 'drop']),
  /** audit records it. */
  reason: clientText(500),
});

export const noticeListQuery = listQuery.extend({
  /** By the time of the charge, and then by event. A cursor belongs to the order of its page. */
  order: z.enum(['oldest', 'newest']).default('oldest'),
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

/** Loose, because Twilio adds fields without notice. */
export const deliveryReportForm = z.looseObject({
  MessageSid: storableText.min(1),
  MessageStatus: storableText,
  ErrorCode: storableText.optional(),
});
/** From the callback address that we give Twilio. An attempt that is no number is as good as none. */
export const deliveryReportQuery = z.looseObject({
  notice: storableText.optional(),
  attempt: z.coerce.number().int().positive().max(2_147_483_647).optional().catch(undefined),
});
export const inboundTextForm = z.looseObject({
  MessageSid: storableText.min(1),
  From: storableText.min(1),
  Body: storableText.default(''),
  /** Twilio's verdict on the text, of a Messaging Service with Advanced Opt-Out: STOP, START or HELP. */
  OptOutType: storableText.optional(),
});

export type NoticeResolutionBody = z.infer<typeof noticeResolutionBody>;
export type NoticeListQuery = z.infer<typeof noticeListQuery>;
export type NoticeStatus = z.infer<typeof noticeStatus>;
export type NoticeView = z.infer<typeof noticeView>;
