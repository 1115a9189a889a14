import { z } from 'zod';
import { amount, chargeKind, clientId, clientText, reference, timestamp } from '../primitives.js';
import { problem } from '../problems.js';
import { listQuery } from './lists.js';

const card = z.strictObject({ token: reference });

const AN_INSTANT = 'must be an instant between 2000 and 2099, with its offset: "2026-11-22T10:00:00Z"';

/** An instant with an offset, as clients write it: `2026-11-22T10:00:00Z`, `…+01:00`. No leap seconds. */
const clientInstant = z.iso.datetime({ offset: true, error: AN_INSTANT }).refine((instant) => {
  const ms = Date.parse(instant);
  return ms >= Date.UTC(2000, 0) && ms < Date.UTC(2100, 0);
}, AN_INSTANT);

/** How long a caller waits for the outcome: `Prefer: wait=25`. A longer or shorter wait becomes one of these. */
export const SHORTEST_WAIT_SECONDS = 1;
export const LONGEST_WAIT_SECONDS = 25;
export const DEFAULT_WAIT_SECONDS = 10;

export const shopChargeBody = z.strictObject({
  tillId: reference,
  card,
  amount,
  /** The shop's own text. It stays in pos and is in no event. */
  reference: clientText(140).optional(),
});

export const tollPassageBody = z.strictObject({
  gateId: reference,
  laneId: reference,
  card,
  amount,
  passedAt: clientInstant,
});

/** A longer file of passages is refused with 413. */
export const MAX_PASSAGE_LINES = 10_000;

/** Any printable string of up to 255 characters, as at Stripe. A UUID is a good choice. */
export const idempotencyKey = clientId(255).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks');

/** A line of a file of passages: its `id` is its idempotency key. */
export const passageLine = tollPassageBody.extend({ id: idempotencyKey });

const chargeStatus = z.enum(['pending', 'approved', 'declined', 'cancelled']);
const ledgerStatus = z.enum(['open', 'debited', 'reversed', 'untouched']);

export const chargeView = z.strictObject({
  id: z.uuid(),
  kind: chargeKind,
  status: chargeStatus,
  reason: z.string().nullable(),
  ledger: ledgerStatus,
  /** Null, like the card, only when a key was cancelled before its request arrived. */
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

/** An answer that this instance of pos has given of late to a request about a charge. */
export const givenAnswer = z.strictObject({
  at: timestamp,
  /** Since the request arrived. */
  afterMs: z.int().nonnegative(),
  request: z.enum(['charge', 'cancellation']),
  httpStatus: z.int(),
  /** The status of the charge as it was told. */
  status: chargeStatus,
});

export const chargeListQuery = listQuery.extend({ tillId: reference.optional() });

export type ChargeListQuery = z.infer<typeof chargeListQuery>;
export type ShopChargeBody = z.infer<typeof shopChargeBody>;
export type TollPassageBody = z.infer<typeof tollPassageBody>;
export type PassageLine = z.infer<typeof passageLine>;
export type ChargeStatus = z.infer<typeof chargeStatus>;
export type LedgerStatus = z.infer<typeof ledgerStatus>;
export type ChargeView = z.infer<typeof chargeView>;
export type GivenAnswer = z.infer<typeof givenAnswer>;

/** The answer to a line: the charge, or the problem. `id` is null when the line has no readable one. */
export const passageAnswer = z.union([
  z.strictObject({ id: idempotencyKey, status: z.literal(202), charge: chargeView }),
  z.strictObject({ id: idempotencyKey.nullable(), status: z.int().min(400).max(599), problem }),
]);

export type PassageAnswer = Readonly<z.infer<typeof passageAnswer>>;
