import type { Message } from './message-queue.js';
import type { CallbackBehaviour } from './switches.js';
import type { WebhookCall } from './webhook-calls.js';

/** Twilio's status reports of a text, from its queue to the telephone. */
export function statusReports(
  message: Message,
  statusCallback: string,
  { end, errorCode }: Pick<CallbackBehaviour, 'end' | 'errorCode'>,
): WebhookCall[] {
  return ['queued', 'sent', end].map((status) => ({
    url: statusCallback,
    fields: {
      AccountSid: message.accountSid,
      ApiVersion: '2010-04-01',
      From: message.from,
      MessageSid: message.sid,
      MessageStatus: status,
      SmsSid: message.sid,
      SmsStatus: status,
      To: message.to,
      ...(status === 'failed' || status === 'undelivered' ? { ErrorCode: errorCode } : {}),
    },
  }));
}

interface InboundText extends Omit<Message, 'receivedAt'> {
  readonly optOutType?: string | undefined;
}

/** Twilio's call when a holder sends a text to our number. */
export const inboundText = (url: string, text: InboundText): WebhookCall => ({
  url,
  fields: {
    AccountSid: text.accountSid,
    ApiVersion: '2010-04-01',
    Body: text.body,
    From: text.from,
    MessageSid: text.sid,
    NumMedia: '0',
    SmsSid: text.sid,
    To: text.to,
    ...(text.optOutType === undefined ? {} : { OptOutType: text.optOutType }),
  },
});
