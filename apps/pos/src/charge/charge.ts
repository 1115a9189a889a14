import type { CardProduct, ChargeKind, ChargeStatus, LedgerStatus } from '@peaje/contracts';
import type { Currency } from '@peaje/kernel';

/** A request to take money with a card, as pos owns it. Times are ISO 8601, UTC, milliseconds. */
export interface Charge {
  readonly id: string;
  readonly kind: ChargeKind;
  /** What the till may rely on. */
  readonly status: ChargeStatus;
  readonly reason: string | null;
  /** What the bank did. */
  readonly ledger: LedgerStatus;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly accountId: string;
  readonly cardToken: string;
  readonly cardLast4: string;
  readonly cardProduct: CardProduct;
  readonly merchantId: string;
  readonly tillId: string | null;
  readonly gateId: string | null;
  readonly laneId: string | null;
  readonly reference: string | null;
  readonly requestedAt: string;
  /** Past it the till is told *cancelled*, by the database's clock. Null for tolls: nobody waits. */
  readonly decideBy: string | null;
  readonly passedAt: string | null;
  readonly decidedAt: string | null;
}

/** A charge of which only the cancellation has come: what it would have charged is not known. */
export interface CancelledKey {
  readonly id: string;
  readonly kind: ChargeKind;
  readonly merchantId: string;
  readonly cancelledAt: string;
}

/** Whose key it is: a key means something only together with who sent it. */
export interface IdempotencyScope {
  readonly callerId: string;
  readonly idempotencyKey: string;
  /** Of everything in the request that makes it this request. */
  readonly fingerprint: string;
}

/** A charge that has been checked and is not stored yet; the database's clock gives it its times. */
export interface NewCharge
  extends
    IdempotencyScope,
    Omit<Charge, 'status' | 'reason' | 'ledger' | 'requestedAt' | 'decideBy' | 'decidedAt'> {
  /** How long the caller waits, in ms; null: does not wait and has no deadline. */
  readonly waitMs: number | null;
}
