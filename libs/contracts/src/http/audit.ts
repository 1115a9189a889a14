import { z } from 'zod';
import { timestamp } from '../primitives.js';

export const entryView = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  type: z.string().nullable(),
  time: timestamp,
  hash: z.string(),
});

export const chainView = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  offset: z.string(),
  hash: z.string(),
});

export type EntryView = z.infer<typeof entryView>;
export type ChainView = z.infer<typeof chainView>;
