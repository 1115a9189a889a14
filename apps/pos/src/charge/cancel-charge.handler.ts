import { newId, Refusal, type Deadline } from '@peaje/kernel';
import type { CancelledKey, Charge } from './charge.js';
import { cancelByCaller } from './charge-changes.js';
import { isUnwound } from './charge-machine.js';
import type { ChargeWaiters } from './charge-waiters.js';
import type { Charges } from './charges.js';
import { knownInTime } from './outcome-unknown.js';

export interface Cancellation {
  readonly merchantId: string;
  /** Until when the caller waits for the bank's last answer. */
  readonly deadline: Deadline;
}

/**
 * A till takes a charge back, by its id or by the key of a request whose answer never came. The charge is *cancelled* with
 * the first commit. The answer waits for the ledger as well, so that it can show the money back. One deadline bounds it all.
 */
export class CancelCharge {
  constructor(
    private readonly charges: Charges,
    private readonly waiters: ChargeWaiters,
  ) {}

  /** A declined charge comes back unchanged. @throws Refusal not-found, outcome-unknown */
  byId(id: string, cancellation: Cancellation): Promise<Charge> {
    return knownInTime(cancellation.deadline, this.unwound(id, cancellation));
  }

  /** A key without a request is stored as cancelled, so that its request finds itself cancelled when it comes. */
  byKey(
    idempotencyKey: string,
    kind: Charge['kind'],
    cancellation: Cancellation,
  ): Promise<Charge | CancelledKey> {
    return knownInTime<Charge | CancelledKey>(
      cancellation.deadline,
      this.keptOrUnwound(idempotencyKey, kind, cancellation),
    );
  }

  private async unwound(id: string, { merchantId, deadline }: Cancellation): Promise<Charge> {
    const known = await this.charges.find(id, merchantId);
    if (!known) throw new Refusal('not-found', { detail: 'you have no charge with this id' });
    await this.charges.change({ select: 'by-id', ids: [id] }, (locked) => cancelByCaller(locked, merchantId));
    const unwound = await this.waiters.until(id, isUnwound, deadline.leftMs());
    return unwound ?? (await this.charges.find(id, merchantId)) ?? known;
  }

  private async keptOrUnwound(
    idempotencyKey: string,
    kind: Charge['kind'],
    cancellation: Cancellation,
  ): Promise<Charge | CancelledKey> {
    const { merchantId } = cancellation;
    const kept = await this.charges.insertCancelledKey({ id: newId(), merchantId, idempotencyKey, kind });
    return 'cancelled' in kept ? kept.cancelled : this.unwound(kept.chargeId, cancellation);
  }
}
