import { LONGEST_WAIT_SECONDS, type ShopChargeBody } from '@peaje/contracts';
import { fingerprintOf, minorOf, Refusal, within } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { CancelOverdueCharges } from './cancel-overdue-charges.handler.js';
import type { AcceptedCharge, Charge, ChargeIntent } from './charge.js';
import { isDecided } from './charge-machine.js';
import type { ChargeWaiters } from './charge-waiters.js';

export interface ShopCharge {
  readonly merchantId: string;
  readonly idempotencyKey: string;
  readonly body: ShopChargeBody;
  readonly waitMs: number;
  /** `Prefer: respond-async`: answer as soon as the charge is safe. */
  readonly respondAsync: boolean;
}

const LOOK_AGAIN_AFTER_MS = 100;
/** A till waits this much longer than it asked to, at most: the database needs time to say which side won. */
export const PAST_THE_DEADLINE_MS = 400;

/** A shop charges a card and waits: approved, declined, or cancelled when the bank did not answer in time. */
export class ChargeCard {
  constructor(
    private readonly acceptCharges: AcceptCharges,
    private readonly cancelOverdue: CancelOverdueCharges,
    private readonly waiters: ChargeWaiters,
  ) {}

  /** @throws Refusal unknown-card, idempotency-key-reused, outcome-unknown */
  async execute(request: ShopCharge): Promise<AcceptedCharge> {
    const accepting = this.acceptCharges.one(intentOf(request));
    const accepted = await within(request.waitMs + PAST_THE_DEADLINE_MS, accepting, outcomeUnknown);
    if (request.respondAsync || accepted.charge.status !== 'pending') return accepted;
    return { ...accepted, charge: await this.decided(accepted.charge, request.waitMs) };
  }

  /** Waits for a committed decision. At the deadline this side tries to cancel, and the row says which side won. */
  private async decided(charge: Charge, waitMs: number): Promise<Charge> {
    // A repetition joins the first request's wait, even if it prefers a shorter one.
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
      await this.cancelOverdue.one(id).catch(() => undefined);
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

const intentOf = ({ merchantId, idempotencyKey, body, waitMs }: ShopCharge): ChargeIntent => ({
  kind: 'shop',
  merchantId,
  idempotencyKey,
  fingerprint: fingerprintOf(['shop', body]),
  cardToken: body.card.token,
  amountMinor: minorOf(body.amount),
  currency: body.amount.currency,
  tillId: body.tillId,
  gateId: null,
  laneId: null,
  reference: body.reference ?? null,
  passedAt: null,
  waitMs,
});
