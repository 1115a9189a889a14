import { z } from 'zod';

/** The parts of `peaje watch --json` that the picture shows. */
export const recordedRun = z.object({
  settled: z.literal(true),
  charge: z.object({
    status: z.string(),
    amount: z.object({ value: z.string(), currency: z.string() }),
    card: z.object({ token: z.string(), last4: z.string() }),
    merchantId: z.string(),
    tillId: z.string(),
    requestedAt: z.iso.datetime(),
  }),
  events: z
    .array(
      z.object({
        at: z.iso.datetime(),
        by: z.string(),
        what: z.string(),
        /** Of an answer to the till. */
        afterMs: z.number().optional(),
        topic: z.string().optional(),
        partition: z.int().optional(),
        offset: z.string().optional(),
        audit: z.object({ seq: z.union([z.int(), z.string()]) }).nullish(),
        balanceAfter: z.string().nullish(),
        to: z.string().nullish(),
      }),
    )
    .min(1),
});

export type RecordedRun = z.infer<typeof recordedRun>;
export type RecordedEvent = RecordedRun['events'][number];
