import { z } from 'zod';
import { amount, chargeKind, clientText, reference, timestamp } from '../primitives.js';
import { problem, type Problem } from '../problems.js';
import { listQuery } from './lists.js';

const card = z.strictObject({ token: reference });

/** An instant with an offset, as clients write it: `2026-11-22T10:00:00Z`, `…+01:00`. */
const clientInstant = z.iso.datetime({ offset: true }).refine((instant) => {
  const ms = Date.parse(instant);
  return ms >= Date.UTC(2000, 0) && ms < Date.UTC(2100, 0);
}, 'must be an instant between 2000 and 2099, with its offset: "2026-11-22T10:00:00Z"');

export const shopChargeBody = z.strictObject({
  tillId: reference,
  card,
  amount,
  /** The shop's own: stays in pos, is in no event. */
  reference: clientText(140).optional(),
});

export const tollPassageBody = z.strictObject({
  gateId: reference,
  laneId: reference,
  card,
  amount,
  passedAt: clientInstant,
});

/** The most lines of one file of passages; more is 413. */
export const MAX_PASSAGE_LINES = 10_000;

/** Stripe's rule: any printable string up to 255 characters; a UUID is a good choice. */
export const idempotencyKey = clientText(255).regex(
  /^[\x21-\x7e]+$/,
  'must be printable ASCII without blanks',
);

/** A line of a file of passages: its `id` is its idempotency key. */
export const passageLine = tollPassageBody.extend({ id: idempotencyKey });

export const chargeStatus = z.enum(['pending', 'approved', 'declined', 'cancelled']);
export const ledgerStatus = z.enum(['open', 'debited', 'reversed', 'untouched']);

export const chargeView = z.strictObject({
  id: z.uuid(),
  kind: chargeKind,
  status: chargeStatus,
  reason: z.string().nullable(),
  ledger: ledgerStatus,
  /** Null, as the card, only in the answer to the cancellation of a key whose request has not come. */
  amount: amount.nullable(),
  card: z.strictObject({ token: z.string(), last4: z.string() }).nullable(),
  merchantId: z.string(),
  tillId: z.string().nullable(),
  gateId: z.string().nullable(),
  laneId: z.string().nullable(),
  reference: z.string().nullable(),
  requestedAt: timestamp,
  decideBy: timestamp.nullable(),
  passedAt: timestamp.nullable(),
  decidedAt: timestamp.nullable(),
});

export const chargeListQuery = listQuery.extend({ tillId: reference.optional() });

export type ChargeListQuery = z.infer<typeof chargeListQuery>;
export type ShopChargeBody = z.infer<typeof shopChargeBody>;
export type TollPassageBody = z.infer<typeof tollPassageBody>;
export type PassageLine = z.infer<typeof passageLine>;
export type ChargeStatus = z.infer<typeof chargeStatus>;
export type LedgerStatus = z.infer<typeof ledgerStatus>;
export type ChargeView = z.infer<typeof chargeView>;

/** What is answered to a line: the charge, or why not. `id` is null where the line has none that can be read. */
export const passageAnswer = z.union([
  z.strictObject({ id: idempotencyKey, status: z.literal(202), charge: chargeView }),
  z.strictObject({ id: idempotencyKey.nullable(), status: z.int().min(400).max(599), problem }),
]);

export type PassageAnswer =
  | { readonly id: string; readonly status: 202; readonly charge: ChargeView }
  | { readonly id: string | null; readonly status: number; readonly problem: Problem };
