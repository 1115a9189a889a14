import type { ShopChargeBody } from '@peaje/contracts';
import { fingerprintOf, minorOf, newId, Refusal } from '@peaje/kernel';
import type { CardList } from './card-list.js';
import type { Charge } from './charge.js';
import { isDecided, type ChargeWaiters } from './charge-waiters.js';
import type { Charges } from './charges.js';
import { cardFacts, knownCard } from './edge-refusals.js';
import { takeCharge, type Taken, type Wanted } from './take-charges.js';

export interface ShopCharge {
  readonly merchantId: string;
  readonly idempotencyKey: string;
  readonly body: ShopChargeBody;
  readonly waitMs: number;
  /** `Prefer: respond-async`: answer as soon as the charge is safe. */
  readonly respondAsync: boolean;
}

/** The longest that any caller may ask for. */
const LONGEST_WAIT_MS = 25_000;
const LOOK_AGAIN_AFTER_MS = 100;
const ATTEMPTS_PAST_THE_DEADLINE = 4;

/** A shop charges a card and waits: approved, declined, or cancelled when the bank did not answer in time. */
export class ChargeCard {
  constructor(
    private readonly charges: Charges,
    private readonly cards: CardList,
    private readonly waiters: ChargeWaiters,
  ) {}

  /** @throws Refusal unknown-card, idempotency-key-reused, outcome-unknown */
  async execute(request: ShopCharge): Promise<Taken> {
    const taken = await takeCharge(this.charges, this.cards, wantedOf(request));
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
      Math.max(waitMs, Math.min(leftMs, LONGEST_WAIT_MS)),
    );
    if (settled) return settled;
    for (let attempt = 0; attempt < ATTEMPTS_PAST_THE_DEADLINE; attempt++) {
      await this.charges.cancelOverdue({ ids: [charge.id], limit: 1 }).catch(() => 0);
      const row = await this.waiters.until(charge.id, isDecided, LOOK_AGAIN_AFTER_MS);
      if (row) return row;
    }
    throw new Refusal('outcome-unknown', {
      detail:
        'the charge is stored and its outcome is not known yet: send the same request with the same key again',
    });
  }
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
