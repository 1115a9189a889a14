import { z } from 'zod';
import { numberedCheckpoint } from '../events/record-keeping.js';
import { chargeId, clientText, int64, recordTimestamp, timestamp } from '../primitives.js';
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

/** As the checkpoint topic has it. */
export const checkpointView = numberedCheckpoint;

export const entriesQuery = listQuery.extend({ chargeId: chargeId.optional() });

export type EntryView = z.infer<typeof entryView>;
export type ChainView = z.infer<typeof chainView>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The head of a chain at one of its checkpoints, as it was kept somewhere else. */
const anchoredHead = z.strictObject({
  chain: clientText(300),
  number: z.int().positive(),
  seq: z.int().nonnegative(),
  hash: sha256,
});

/** The last checkpoint of a verification that found no break, and its position in the checkpoint topic. */
export const verifiedCheckpoint = anchoredHead.extend({
  partition: z.int().nonnegative(),
  offset: z.int().nonnegative(),
});

/** All chains, unless one is named. */
export const verificationBody = z
  .strictObject({
    chain: clientText(300).optional(),
    /** Begins at this checkpoint, and does not read what comes before it. */
    since: verifiedCheckpoint.optional(),
    /** The chains must extend these. */
    anchors: z.array(anchoredHead).max(1_000).optional(),
  })
  .refine(({ chain, since }) => since === undefined || since.chain === chain, {
    path: ['since'],
    error: 'must be of the chain that the request names',
  })
  .nullish();

const breakKind = z.enum([
  'changed',
  'missing',
  'inserted',
  'head-mismatch',
  'checkpoint-mismatch',
  'bad-signature',
  'checkpoint-gap',
  'no-checkpoints',
  'anchor-mismatch',
]);

/**
 * The first entry that breaks a chain. `checkpoint-gap`: a numbered checkpoint is missing; the position is that of the
 * next one. `no-checkpoints`: the chain is old enough to have one. `anchor-mismatch`: it does not extend a head that was
 * kept elsewhere.
 */
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
  /** The entries up to this one were verified before, and not read again. */
  since: int64,
  /** Where the next verification may begin; null when the chain is broken, or has no numbered checkpoint. */
  verified: verifiedCheckpoint.nullable(),
  /** Without a public key the service checks none. */
  checkpoints: z.strictObject({
    checked: z.int().nonnegative(),
    invalid: z.int().nonnegative(),
    /** The last number up to which none is missing. */
    number: z.int().nonnegative(),
    /** A signed checkpoint confirms the entries up to this one. */
    vouchedSeq: int64,
  }),
});

/** A record of the checkpoint topic that proves nothing. Every writer of the topic can add one, so it breaks no chain. */
const checkpointWarning = z.strictObject({
  kind: z.enum(['not-a-checkpoint', 'unknown-key', 'expired-key', 'bad-signature', 'number-twice']),
  chain: z.string().nullable(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  detail: z.string(),
});

export const verification = z.strictObject({
  ok: z.boolean(),
  chains: z.array(chainVerification),
  /** The first hundred. */
  warnings: z.array(checkpointWarning),
});

/** Why audit signs no checkpoint for a chain. All but `behind` are alarms at once. */
const checkpointAlarm = z.strictObject({
  chain: z.string(),
  problem: z.enum(['behind', 'cut', 'differs', 'two-heads']),
  detail: z.string(),
  since: timestamp,
});

export const checkpointHealth = z.strictObject({ alarms: z.array(checkpointAlarm) });

export type AnchoredHead = z.infer<typeof anchoredHead>;
export type VerifiedCheckpoint = z.infer<typeof verifiedCheckpoint>;
export type CheckpointWarning = z.infer<typeof checkpointWarning>;
export type CheckpointAlarm = z.infer<typeof checkpointAlarm>;
export type CheckpointHealth = z.infer<typeof checkpointHealth>;

export type VerificationBody = z.infer<typeof verificationBody>;
export type ChainBreak = z.infer<typeof chainBreak>;
export type ChainVerification = z.infer<typeof chainVerification>;
export type Verification = z.infer<typeof verification>;
