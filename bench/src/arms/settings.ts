import { z } from 'zod';

const settings = z.object({
  BROKERS: z.string().transform((brokers) => brokers.split(',')),
  DATABASE_URL: z.url(),
  /** Requests that somebody waits for, requests that nobody waits for, and outcomes. */
  REQUESTED: z.string(),
  PASSAGES: z.string(),
  DECIDED: z.string(),
  GROUP: z.string(),
  PARTITIONS: z.coerce.number(),
  /** How many partitions one member handles at once. */
  AT_ONCE: z.coerce.number().default(1),
  /** The library that speaks to PostgreSQL. */
  LEDGER: z.enum(['prisma', 'pg']).default('prisma'),
});
export type ArmSettings = z.infer<typeof settings>;

/** The environment of an arm's program. `program-arm.ts` makes it. */
export const armSettings = (): ArmSettings => settings.parse(process.env);

/**
 * The starter of the program waits for this. The program ends with its starter. On SIGTERM it leaves its groups first,
 * so that its next start need not wait until the brokers miss it.
 */
export function ready(leave: () => Promise<unknown>, url?: string): void {
  process.once('disconnect', () => process.exit());
  process.once('SIGTERM', () => void leave().finally(() => process.exit()));
  // A starter that was killed meanwhile hears nothing, and `disconnect` has come before anybody listened.
  if (process.connected) process.send?.({ ready: true, url });
  else process.exit();
}
