import { serviceEnv } from '@peaje/chassis';
import { z } from 'zod';

export const smsEnv = serviceEnv.extend({
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC\w+$/, 'must be an account SID: AC and 32 hex digits'),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  /** The number or name that texts come from. */
  TWILIO_FROM: z.string().min(1),
  /** Somebody who looks like Twilio, in tests and demos. */
  TWILIO_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
});

export type SmsConfig = z.infer<typeof smsEnv>;
