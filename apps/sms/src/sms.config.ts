import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';
import type { TwilioOptions } from './sms-provider.twilio.js';

export const smsEnv = serviceEnv.extend({
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC\w+$/, 'must be an account SID: AC and 32 hex digits'),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  /** The number or name that texts come from. */
  TWILIO_FROM: z.string().min(1),
  /** The address of fake-twilio, in tests and demos. */
  TWILIO_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where Twilio reaches this service: `https://sms.example.com`. Without it Twilio sends no reports. */
  PEAJE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** Our sender's messages per second (MPS), as Twilio calls its limit: sms hands it no more texts in a second. */
  PEAJE_SMS_PER_SECOND: z.coerce.number().int().positive().optional(),
  /** The most texts that a number gets in an hour; the next ones wait. */
  PEAJE_SMS_PER_PHONE_PER_HOUR: z.coerce.number().int().positive().optional(),
});

export type SmsConfig = z.infer<typeof smsEnv>;

const STATUS_PATH = '/webhooks/twilio/status';

const PER_PHONE_PER_HOUR = 30;

/**
 * "A US long code number can send one message segment per second, and a short code may send over 100": Twilio queues what
 * comes faster, for ten hours at most (https://www.twilio.com/docs/api/errors/30001). It refuses an account that sends
 * more than 2 000 a second (https://www.twilio.com/docs/api/errors/63017), and too many requests at once (20429).
 */
const PER_SECOND = 100;
const PER_SECOND_TO_FAKE_TWILIO = 2_000;

export function twilioOptions(config: SmsConfig): TwilioOptions {
  const publicUrl = config.PEAJE_PUBLIC_URL;
  return {
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken: config.TWILIO_AUTH_TOKEN,
    from: config.TWILIO_FROM,
    baseUrl: config.TWILIO_BASE_URL,
    statusUrl: publicUrl === undefined ? undefined : `${publicUrl}${STATUS_PATH}`,
  };
}

/** Texts a second. Refusals of the provider lower it for a while. */
export function perSecond(config: SmsConfig): number {
  const unsaid = config.TWILIO_BASE_URL === undefined ? PER_SECOND : PER_SECOND_TO_FAKE_TWILIO;
  return config.PEAJE_SMS_PER_SECOND ?? unsaid;
}

/** The limit spares people and money. With fake-twilio there are neither, and demos share a few numbers. */
export function perPhonePerHour(config: SmsConfig): number {
  const unsaid = config.TWILIO_BASE_URL === undefined ? PER_PHONE_PER_HOUR : Infinity;
  return config.PEAJE_SMS_PER_PHONE_PER_HOUR ?? unsaid;
}
