import { z } from 'zod';
import { clientId, int64, timestamp } from '../primitives.js';

/**
 * What each service has stored about charges, as lines of NDJSON: the operator's `peaje reconcile` compares them. The
 * schemas take any text where a database could hold a wrong one, because a wrong value is what the comparison looks for.
 */

/** In minor units. A wrong one is any whole number. */
const storedAmount = z.object({ value: z.string().regex(/^-?\d+$/), currency: z.string() });

/**
 * The charges since a time, by the time in their ids. `after`: the stream goes on behind this charge, whose id may be a
 * UUID of no known version, because a database can hold one.
 */
export const chargeStreamQuery = z.strictObject({ since: timestamp.optional(), after: z.guid().optional() });
/** `after`: the stream goes on behind the line with this id. */
export const idStreamQuery = z.strictObject({ after: clientId(300).optional() });
export const noticeStreamQuery = chargeStreamQuery.extend({ after: clientId(300).optional() });
export const entryStreamQuery = z.strictObject({
  chain: clientId(300),
  /** The entries behind this offset; all of them without it. */
  after: z
    .string()
    .regex(/^-?\d{1,19}$/, 'must be an offset')
    .optional(),
});

/** A charge of pos. `amount`, `accountId` and `cardToken` are null for a key that was cancelled before its request came. */
export const chargeLine = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  ledger: z.string(),
  amount: storedAmount.nullable(),
  accountId: z.string().nullable(),
  cardToken: z.string().nullable(),
  merchantId: z.string(),
  requestedAt: timestamp,
  /** When it got its answer. Null while it is pending. */
  decidedAt: timestamp.nullable(),
});

/** An event of the outbox that Kafka has not acknowledged. */
export const outboxLine = z.object({ id: z.string(), topic: z.string(), key: z.string(), since: timestamp });

/** One charge in debit: its decision, its postings and its debt, read in one snapshot. A part that is missing is null or empty. */
export const decisionLine = z.object({
  id: z.string(),
  decision: z
    .object({
      status: z.string(),
      reason: z.string().nullable(),
      kind: z.string(),
      amount: storedAmount,
      accountId: z.string(),
      cardToken: z.string(),
      merchantId: z.string(),
      decidedAt: timestamp,
      reversedAt: timestamp.nullable(),
    })
    .nullable(),
  postings: z.array(
    z.object({ id: z.string(), kind: z.string(), from: z.string(), to: z.string(), amount: storedAmount }),
  ),
  debt: z
    .object({
      accountId: z.string(),
      merchantId: z.string(),
      amount: storedAmount,
      recoveredAt: timestamp.nullable(),
      cancelledAt: timestamp.nullable(),
    })
    .nullable(),
});

/** An account, and what all its postings together moved, read in one snapshot. `id`: `holder/acc_rich`. */
export const accountLine = z.object({
  id: z.string(),
  balance: storedAmount,
  posted: z.string().regex(/^-?\d+$/),
});

/** An entry of a chain. `digest`: SHA-256 over the record's canonical bytes as audit has stored them, in hex. */
export const entryLine = z.object({ seq: int64, offset: z.string(), digest: z.string() });

export const noticeLine = z.object({
  id: z.string(),
  chargeId: z.string(),
  template: z.string(),
  accountId: z.string(),
  amount: storedAmount.nullable(),
  status: z.string(),
});

export type ChargeStreamQuery = z.infer<typeof chargeStreamQuery>;
export type IdStreamQuery = z.infer<typeof idStreamQuery>;
export type NoticeStreamQuery = z.infer<typeof noticeStreamQuery>;
export type EntryStreamQuery = z.infer<typeof entryStreamQuery>;
export type ChargeLine = z.infer<typeof chargeLine>;
export type OutboxLine = z.infer<typeof outboxLine>;
export type DecisionLine = z.infer<typeof decisionLine>;
export type AccountLine = z.infer<typeof accountLine>;
export type EntryLine = z.infer<typeof entryLine>;
export type NoticeLine = z.infer<typeof noticeLine>;
