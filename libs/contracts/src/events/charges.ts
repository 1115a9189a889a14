import { z } from 'zod';
import { amount, balance, cardProduct, chargeId, chargeKind, last4, timestamp } from '../primitives.js';
import { defineTopic, type EventOf } from '../topic.js';

/** The fields that a charge's request, its cancellation and its outcomes share. */
const chargeFacts = {
  chargeId,
  kind: chargeKind,
  accountId: z.string().min(1),
  card: z.object({ token: z.string().min(1), last4, product: cardProduct }),
  amount: z.object(amount.shape),
  merchantId: z.string().min(1),
  tillId: z.string().nullable(),
  gateId: z.string().nullable(),
  laneId: z.string().nullable(),
  requestedAt: timestamp,
  /** When the car passed: a toll's card is judged at this moment. Null for shops. */
  passedAt: timestamp.nullable(),
};

const chargeRequested = z.object({
  ...chargeFacts,
  /** After it the till has its answer *cancelled*, so the bank decides no more. Null for tolls. */
  decideBy: timestamp.nullable(),
});

const cancellationRequested = z.object({
  ...chargeFacts,
  cause: z.enum(['deadline-passed', 'caller']),
});

const outcome = { ...chargeFacts, decidedAt: timestamp, balanceAfter: z.object(balance.shape).nullable() };

const chargeApproved = z.object(outcome);
const chargeDeclined = z.object({ ...outcome, reason: z.string().min(1) });
const chargeCancelled = z.object({ ...outcome, reason: z.string().min(1) });
const chargeReversed = z.object(outcome);

const requests = {
  'peaje.charge.requested.v1': chargeRequested,
  'peaje.charge.cancellation-requested.v1': cancellationRequested,
};

const outcomes = {
  'peaje.charge.approved.v1': chargeApproved,
  'peaje.charge.declined.v1': chargeDeclined,
  'peaje.charge.cancelled.v1': chargeCancelled,
  'peaje.charge.reversed.v1': chargeReversed,
};

export const chargesRequested = defineTopic({
  name: 'charges.requested',
  cleanup: 'keep',
  groups: ['debit', 'audit'],
  writers: ['pos'],
  key: 'accountId',
  events: requests,
});

export const chargesDecided = defineTopic({
  name: 'charges.decided',
  cleanup: 'keep',
  groups: ['pos', 'audit', 'sms'],
  writers: ['debit'],
  key: 'accountId',
  events: outcomes,
});

export const passagesRequested = defineTopic({
  name: 'passages.requested',
  cleanup: 'keep',
  groups: ['debit-passages', 'audit'],
  writers: ['pos'],
  key: 'accountId',
  events: requests,
});

export const passagesDecided = defineTopic({
  name: 'passages.decided',
  cleanup: 'keep',
  groups: ['pos-passages', 'audit', 'sms'],
  writers: ['debit'],
  key: 'accountId',
  events: outcomes,
});

/**
 * The topics that a charge is written to, by its kind: a till waits, a gate does not, so no purchase stands behind passages
 * (ADR 31). The topics of charges keep passages from before, which are read there.
 */
export const chargeTopics = {
  shop: { requests: chargesRequested, outcomes: chargesDecided },
  toll: { requests: passagesRequested, outcomes: passagesDecided },
} as const satisfies Record<z.infer<typeof chargeKind>, object>;

export type ChargeFacts = Omit<z.infer<typeof chargeRequested>, 'decideBy'>;
export type ChargeRequested = z.infer<typeof chargeRequested>;
export type CancellationRequested = z.infer<typeof cancellationRequested>;
export type ChargeRequestEvent = EventOf<typeof chargesRequested>;
export type ChargeOutcomeEvent = EventOf<typeof chargesDecided>;
