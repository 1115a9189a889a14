import { LONGEST_WAIT_SECONDS, type ShopChargeBody } from '@peaje/contracts';
import { fingerprintOf, minorOf, newId, Refusal, within } from '@peaje/kernel';
import type { CardList } from './card-list.js';
import type { Charge } from './charge.js';
import { isDecided, type ChargeWaiters } from './charge-waiters.js';
import type { Charges } from './charges.js';
import { cardFacts, knownCard } from './edge-refusals.js';
import { OverdueCharges } from './overdue-charges.js';
import { takeCharge, type Taken, type Wanted } from './take-charges.js';

export interface ShopCharge {
  readonly merchantId: string;
  readonly idempotencyKey: string;
  readonly body: ShopChargeBody;
  readonly waitMs: number;
  /** `Prefer: respond-async`: answer as soon as the charge is safe. */
  readonly respondAsync: boolean;
}

const LOOK_AGAIN_AFTER_MS = 100;
/** What a till waits longer than it asked to, at most: the database gets that long to say who won at the deadline. */
export const PAST_THE_DEADLINE_MS = 400;

/** A shop charges a card and waits: approved, declined, or cancelled when the bank did not answer in time. */
export class ChargeCard {
  private readonly overdue: OverdueCharges;

  constructor(
    private readonly charges: Charges,
    private readonly cards: CardList,
    private readonly waiters: ChargeWaiters,
  ) {
    this.overdue = new OverdueCharges(charges);
  }

  /** @throws Refusal unknown-card, idempotency-key-reused, outcome-unknown */
  async execute(request: ShopCharge): Promise<Taken> {
    const taking = takeCharge(this.charges, this.cards, wantedOf(request));
    const taken = await within(request.waitMs + PAST_THE_DEADLINE_MS, taking, outcomeUnknown);
    if (request.respondAsync || taken.charge.status !== 'pending') return taken;
    return { ...taken, charge: await this.decided(taken.charge, request.waitMs) };
  }

  /** Waits for a committed decision. At the deadline this side tries to cancel; whoever loses reads the row. */
  private async decided(charge: Charge, waitMs: number): Promise<Charge> {
    // A repetition joins the first request's wait, whatever it prefers itself.
    const leftMs = charge.decideBy === null ? 0 : Date.parse(charge.decideBy) - Date.now();
    const settled = await this.waiters.until(
      charge.id,
      isDecided,
      Math.max(waitMs, Math.min(leftMs, LONGEST_WAIT_SECONDS * 1_000)),
    );
    return settled ?? within(PAST_THE_DEADLINE_MS, this.cancelled(charge), outcomeUnknown);
  }

  private async cancelled({ id }: Charge): Promise<Charge> {
    const until = performance.now() + PAST_THE_DEADLINE_MS;
    while (performance.now() < until) {
      await this.overdue.cancel(id).catch(() => undefined);
      const row = await this.waiters.until(id, isDecided, LOOK_AGAIN_AFTER_MS);
      if (row) return row;
    }
    return outcomeUnknown();
  }
}

function outcomeUnknown(): never {
  throw new Refusal('outcome-unknown', {
    detail:
      'whether the charge is stored, and its outcome, is not known yet: send the same request with the same key again',
  });
}

function wantedOf({ merchantId, idempotencyKey, body, waitMs }: ShopCharge): Wanted {
  const scope = { callerId: merchantId, idempotencyKey, fingerprint: fingerprintOf(['shop', body]) };
  return {
    ...scope,
    cardToken: body.card.token,
    admit: (found) => ({
      ...scope,
      ...cardFacts(knownCard(found)),
      id: newId(),
      kind: 'shop',
      amountMinor: minorOf(body.amount),
      currency: body.amount.currency,
      merchantId,
      tillId: body.tillId,
      gateId: null,
      laneId: null,
      reference: body.reference ?? null,
      passedAt: null,
      waitMs,
    }),
  };
}
