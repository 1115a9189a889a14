import type { CardChanged, ChargeKind } from '@peaje/contracts';
import { newId, Refusal, type Clock } from '@peaje/kernel';
import type { ChargeIntent, NewCharge } from './charge.js';
import { RESEND_AFTER_MS } from './charge-changes.js';
import type { PassageTimes } from './passage-times.js';

type EdgeRule = (card: CardChanged, intent: ChargeIntent, times: PassageTimes) => Refusal | undefined;

/** A gate cannot ask the driver for another card, so it refuses at once what debit may decline for a shop. */
const EDGE_RULES: Readonly<Record<ChargeKind, readonly EdgeRule[]>> = {
  shop: [],
  toll: [prepaidRefusal, deniedRefusal],
};

/** The charge to store, by the database's clock, or the refusal of the first rule that it breaks: then the key stays free. */
export function admit(
  intent: ChargeIntent,
  card: CardChanged | undefined,
  times: PassageTimes,
  clock: Clock,
): NewCharge | Refusal {
  const untimely = intent.passedAt === null ? undefined : times.refusal(intent.passedAt);
  if (untimely) return untimely;
  if (!card) return unknownCard();
  for (const rule of EDGE_RULES[intent.kind]) {
    const refusal = rule(card, intent, times);
    if (refusal) return refusal;
  }
  const nowMs = clock.now().getTime();
  const inMs = (ms: number): string => new Date(nowMs + ms).toISOString();
  return {
    ...intent,
    id: newId(),
    status: 'pending',
    reason: null,
    ledger: 'open',
    accountId: card.accountId,
    cardLast4: card.last4,
    cardProduct: card.product,
    requestedAt: inMs(0),
    // No bank's answer to a gate is late.
    decideBy: intent.kind === 'shop' ? inMs(Math.floor(intent.deadline.leftMs())) : null,
    confirmBy: intent.kind === 'toll' ? inMs(RESEND_AFTER_MS) : null,
    decidedAt: null,
  };
}

const unknownCard = () =>
  new Refusal('unknown-card', {
    field: 'card.token',
    detail: 'no card has this token: check it with the card issuer',
  });

function prepaidRefusal({ product }: CardChanged): Refusal | undefined {
  if (product !== 'prepaid') return undefined;
  return new Refusal('prepaid-not-accepted', {
    field: 'card.token',
    detail: 'toll gates take credit and debit cards only: ask for another card',
  });
}

function deniedRefusal(
  { deniedSince }: CardChanged,
  { passedAt }: ChargeIntent,
  times: PassageTimes,
): Refusal | undefined {
  if (deniedSince === null || passedAt === null) return undefined;
  if (deniedSince <= passedAt) return denied('was on the deny list when the car passed');
  return times.isLongAgo(passedAt) ? denied('is on the deny list, and the car passed long ago') : undefined;
}

const denied = (reason: string) =>
  new Refusal('card-denied', { field: 'card.token', detail: `this card ${reason}: ask for another card` });
