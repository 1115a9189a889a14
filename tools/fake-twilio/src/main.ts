import { z } from 'zod';
import { buildFakeTwilio } from './app.js';

const env = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  /** The address of the service that sends texts. Texts from holders go to its inbound webhook. */
  PEAJE_PUBLIC_URL: z.url().optional(),
});
const { HOST, PORT, TWILIO_AUTH_TOKEN, PEAJE_PUBLIC_URL } = env.parse(process.env);

const app = buildFakeTwilio({
  authToken: TWILIO_AUTH_TOKEN,
  inboundUrl: PEAJE_PUBLIC_URL && `${PEAJE_PUBLIC_URL}/webhooks/twilio/inbound`,
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());
await app.listen({ host: HOST, port: PORT });
