import { z } from 'zod';
import { buildFakeTwilio } from './app.js';

const env = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
});
const { HOST, PORT } = env.parse(process.env);

const app = buildFakeTwilio();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());
await app.listen({ host: HOST, port: PORT });
