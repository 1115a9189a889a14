import { z } from 'zod';
import { chargeId, clientText, int64, recordTimestamp } from '../primitives.js';
import { listQuery } from './lists.js';

export const entryView = z.strictObject({
  chain: z.string(),
  seq: int64,
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  type: z.string().nullable(),
  time: recordTimestamp,
  hash: z.string(),
});

export const chainView = z.strictObject({
  chain: z.string(),
  seq: int64,
  offset: z.string(),
  hash: z.string(),
});

export const entriesQuery = listQuery.extend({ chargeId: chargeId.optional() });

export type EntryView = z.infer<typeof entryView>;
export type ChainView = z.infer<typeof chainView>;

/** All chains, unless one is named. */
export const verificationBody = z.strictObject({ chain: clientText(300).optional() }).nullish();

const breakKind = z.enum([
  'changed',
  'missing',
  'inserted',
  'head-mismatch',
  'checkpoint-mismatch',
  'bad-signature',
]);

/** The first entry that breaks a chain. Of a bad signature: the position of the checkpoint itself. */
const chainBreak = z.strictObject({
  seq: int64,
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  kind: breakKind,
  detail: z.string(),
});

const chainVerification = z.strictObject({
  chain: z.string(),
  entries: z.int().nonnegative(),
  ok: z.boolean(),
  /** The last entry up to which the chain holds. */
  head: z.strictObject({ seq: int64, offset: z.string(), hash: z.string() }),
  firstBreak: chainBreak.nullable(),
  /** Without a public key the service checks none. */
  checkpoints: z.strictObject({ checked: z.int().nonnegative(), invalid: z.int().nonnegative() }),
});

export const verification = z.strictObject({ ok: z.boolean(), chains: z.array(chainVerification) });

export type VerificationBody = z.infer<typeof verificationBody>;
export type ChainBreak = z.infer<typeof chainBreak>;
export type ChainVerification = z.infer<typeof chainVerification>;
export type Verification = z.infer<typeof verification>;
