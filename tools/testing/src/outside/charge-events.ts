import {
  type CancellationRequested,
  chargesDecided,
  chargesRequested,
  encode,
  type ChargeFacts,
  type ChargeOutcomeEvent,
  type ChargeRequested,
  type ChargeRequestEvent,
} from '@peaje/contracts';
import { newId } from '@peaje/kernel';

/** A charge of 19.90 € at a till, or at a gate of the toll road. Each event is checked against its contract. */
const factsOf = (change: Partial<ChargeFacts>): ChargeFacts => ({
  chargeId: newId(),
  kind: 'shop',
  accountId: 'acc_rich',
  card: { token: 'card_rich', last4: '4242', product: 'debit' },
  amount: { value: '1990', currency: 'EUR' },
  requestedAt: '2026-11-22T10:00:00.000Z',
  ...(change.kind === 'toll' ? AT_A_GATE : AT_A_TILL),
});
const AT_A_TILL = {
  merchantId: 'm_corner_shop',
  tillId: 'till-7',
  gateId: null,
  laneId: null,
  passedAt: null,
};
const AT_A_GATE = {
  merchantId: 'm_toll_road',
  tillId: null,
  gateId: 'gate-3',
  laneId: 'lane-1',
  passedAt: '2026-11-22T09:00:00.000Z',
};

type EventOfType<Event extends { type: string }, Type extends string> = Extract<Event, { type: Type }>;
type RequestEvent = EventOfType<ChargeRequestEvent, 'peaje.charge.requested.v1'>;
type CancellationEvent = EventOfType<ChargeRequestEvent, 'peaje.charge.cancellation-requested.v1'>;

const envelope = <Name extends string>(name: Name, chargeId: string, time: string) => ({
  id: `${chargeId}.${name}`,
  type: `peaje.charge.${name}.v1` as const,
  source: '/test',
  subject: chargeId,
  time,
});

/** pos asks debit for a charge, without a deadline. */
export function chargeEvent(change: Partial<ChargeRequested> = {}): RequestEvent {
  const data = { ...factsOf(change), decideBy: null, ...change };
  const event = { ...envelope('requested', data.chargeId, data.requestedAt), data };
  encode(chargesRequested, event);
  return event;
}

/** A caller takes a charge back. */
export function cancellationEvent(change: Partial<CancellationRequested> = {}): CancellationEvent {
  const data = { ...factsOf(change), cause: 'caller' as const, ...change };
  const event = { ...envelope('cancellation-requested', data.chargeId, data.requestedAt), data };
  encode(chargesRequested, event);
  return event;
}

const REASONS = { declined: 'insufficient-funds', cancelled: 'deadline-passed' };

export type Outcome = 'approved' | 'declined' | 'cancelled' | 'reversed';

/** debit decides on a charge, a second after it was requested. */
export function outcomeEvent(
  outcome: Outcome,
  change: Partial<ChargeOutcomeEvent['data']> = {},
): ChargeOutcomeEvent {
  const facts = { ...factsOf(change), decidedAt: '2026-11-22T10:00:01.000Z', balanceAfter: null, ...change };
  const hasReason = outcome === 'declined' || outcome === 'cancelled';
  const data = hasReason ? { reason: REASONS[outcome], ...facts } : facts;
  const event = { ...envelope(outcome, data.chargeId, data.decidedAt), data } as ChargeOutcomeEvent;
  encode(chargesDecided, event);
  return event;
}
