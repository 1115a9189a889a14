import type { Message } from './messages.js';
import type { CallbackBehaviour } from './switches.js';
import type { WebhookCall } from './webhook-calls.js';

/** Twilio's code for a text that its carrier could not deliver. */
const UNREACHABLE = '30003';

/** Twilio's status reports of a text, from its queue to the telephone. */
export function statusReports(
  message: Message,
  statusCallback: string,
  end: CallbackBehaviour['end'],
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
      ...(status === 'failed' || status === 'undelivered' ? { ErrorCode: UNREACHABLE } : {}),
    },
  }));
}

/** Twilio's call when a holder sends a text to our number. */
export const inboundText = (url: string, text: Omit<Message, 'receivedAt'>): WebhookCall => ({
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
  },
});
