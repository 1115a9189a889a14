import type { CardProduct, ChargeKind, ChargeStatus, LedgerStatus } from '@peaje/contracts';
import type { Currency, Deadline } from '@peaje/kernel';

/** A request to take money with a card, as pos owns it. Times are ISO 8601, UTC, milliseconds. */
export interface Charge {
  readonly id: string;
  readonly kind: ChargeKind;
  /** The answer that the till may rely on. */
  readonly status: ChargeStatus;
  readonly reason: string | null;
  /** How far the bank has moved the money. */
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
  /** After it the till's answer is *cancelled*, by the database's clock. Null for tolls: nobody waits. */
  readonly decideBy: string | null;
  readonly passedAt: string | null;
  readonly decidedAt: string | null;
}

/** A key that was cancelled before its request came: the amount and the card are not known. */
export interface CancelledKey {
  readonly id: string;
  readonly kind: ChargeKind;
  readonly merchantId: string;
  readonly cancelledAt: string;
}

/** The request of a shop or a gate as data, before its card is looked up. */
export interface ChargeIntent extends Pick<
  Charge,
  | 'kind'
  | 'amountMinor'
  | 'currency'
  | 'cardToken'
  | 'merchantId'
  | 'tillId'
  | 'gateId'
  | 'laneId'
  | 'reference'
  | 'passedAt'
> {
  readonly idempotencyKey: string;
  /** Of everything in the request that makes it this request. */
  readonly fingerprint: string;
  /** As the same request was stored before fingerprints had one spelling for an instant. */
  readonly formerFingerprint?: string;
  /** Until when the caller waits: a till for the decision, a gate until the charge is safe. */
  readonly deadline: Deadline;
}

/** An intent that the edge admits: the charge as it is stored, with times of the database's clock. */
export interface NewCharge extends Charge, ChargeIntent {
  /** When debit's answer is overdue; null: no answer is chased, because the deadline cancels the charge. */
  readonly confirmBy: string | null;
}

/** A key belongs to its merchant: two merchants may use the same one. */
export type ChargeKey = Pick<ChargeIntent, 'merchantId' | 'idempotencyKey'>;

/** No key has a line break. */
export const keyName = ({ merchantId, idempotencyKey }: ChargeKey): string =>
  `${merchantId}\n${idempotencyKey}`;

/** The answer to an intent: its charge, stored now or by an earlier request with the same key. */
export interface AcceptedCharge {
  readonly charge: Charge;
  /** An earlier request with this key stored the charge. */
  readonly replayed: boolean;
}
