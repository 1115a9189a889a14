import { LONGEST_WAIT_SECONDS, type ShopChargeBody } from '@peaje/contracts';
import { Deadline, fingerprintOf, minorOf } from '@peaje/kernel';
import type { AcceptCharges } from './accept-charges.js';
import type { CancelOverdueCharges } from './cancel-overdue-charges.handler.js';
import type { AcceptedCharge, Charge, ChargeIntent } from './charge.js';
import { isDecided } from './charge-machine.js';
import type { ChargeWaiters } from './charge-waiters.js';
import { knownInTime, outcomeUnknown, PAST_THE_DEADLINE_MS } from './outcome-unknown.js';

export interface ShopCharge {
  readonly merchantId: string;
  readonly idempotencyKey: string;
  readonly body: ShopChargeBody;
  readonly deadline: Deadline;
  /** `Prefer: respond-async`: answer as soon as the charge is safe. */
  readonly respondAsync: boolean;
}

const LOOK_AGAIN_AFTER_MS = 100;

/**
 * A shop charges a card and waits: approved, declined, or cancelled when the bank did not answer in time. One deadline
 * bounds all of it: what storing takes is not left for waiting.
 */
export class ChargeCard {
  constructor(
    private readonly acceptCharges: AcceptCharges,
    private readonly cancelOverdue: CancelOverdueCharges,
    private readonly waiters: ChargeWaiters,
  ) {}

  /** @throws Refusal unknown-card, idempotency-key-reused, outcome-unknown */
  async execute(request: ShopCharge): Promise<AcceptedCharge> {
    const { deadline, respondAsync } = request;
    const accepted = await knownInTime(deadline, this.acceptCharges.one(intentOf(request)));
    const { charge, replayed } = accepted;
    if (respondAsync || charge.status !== 'pending') return accepted;
    return { charge: await this.decided(charge, replayed ? joined(charge, deadline) : deadline), replayed };
  }

  /** Waits for a committed decision. At the deadline this side tries to cancel, and the row says which side won. */
  private async decided(charge: Charge, deadline: Deadline): Promise<Charge> {
    const settled = await this.waiters.until(charge.id, isDecided, deadline.leftMs());
    return settled ?? knownInTime(deadline, this.cancelled(charge, deadline));
  }

  private async cancelled({ id }: Charge, deadline: Deadline): Promise<Charge> {
    do {
      await this.cancelOverdue.one(id).catch(() => undefined);
      const row = await this.waiters.until(id, isDecided, LOOK_AGAIN_AFTER_MS);
      if (row) return row;
    } while (deadline.leftMs(PAST_THE_DEADLINE_MS) > 0);
    return outcomeUnknown();
  }
}

/** A repetition joins the first request's wait, even if it prefers a shorter one. */
function joined({ decideBy }: Charge, deadline: Deadline): Deadline {
  const leftMs = decideBy === null ? 0 : Date.parse(decideBy) - Date.now();
  return deadline.orLater(Deadline.after(Math.min(leftMs, LONGEST_WAIT_SECONDS * 1_000)));
}

const intentOf = ({ merchantId, idempotencyKey, body, deadline }: ShopCharge): ChargeIntent => ({
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
  deadline,
});
